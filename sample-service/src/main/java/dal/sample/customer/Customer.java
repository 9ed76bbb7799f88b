package dal.sample.customer;

import java.time.OffsetDateTime;

/** Someone who buys. */
public record Customer(long id, String name, String email, OffsetDateTime registeredAt) {}
