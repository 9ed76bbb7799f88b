package dal.testing.junit;

/** A role that may log in, and its password. */
public record Login(String user, String password) {
    @Override
    public String toString() {
        return user;
    }
}
