/**
 * What a server looks like from the library's side, once it is first seen: whether it keeps tenants apart, has room for all connections, and is reached directly.
 * Nothing here is asked on the way of a statement but whether its class may work.
 */
@NullMarked
package dal.core.check;

import org.jspecify.annotations.NullMarked;
