package dal.core.connection;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement whose own bind values stand behind others: every index moves. JDBC has a setter for each type, so this file is long
 * and flat; it holds nothing else.
 */
abstract class ShiftedPreparedStatement extends FixedTextStatement {

    ShiftedPreparedStatement(@Nullable PreparedStatement delegate, Connection creator) {
        super(delegate, creator);
    }

    /** Binds a value, which may be bound again to the statement's repetition. */
    abstract void bind(int index, BindValue value) throws SQLException;

    /** Binds a value that can be read once, so that the statement cannot be repeated. */
    abstract void bindOnce(int index, BindValue value) throws SQLException;

    /** One value, to be given to a statement at its place there. */
    @FunctionalInterface
    interface BindValue {
        void set(PreparedStatement statement, int index) throws SQLException;
    }

    @Override
    public final void setArray(int index, @Nullable Array value) throws SQLException {
        bind(index, (statement, at) -> statement.setArray(at, value));
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setAsciiStream(at, value));
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value, int length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setAsciiStream(at, value, length));
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setAsciiStream(at, value, length));
    }

    @Override
    public final void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        bind(index, (statement, at) -> statement.setBigDecimal(at, value));
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setBinaryStream(at, value));
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value, int length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setBinaryStream(at, value, length));
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setBinaryStream(at, value, length));
    }

    @Override
    public final void setBlob(int index, @Nullable InputStream value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setBlob(at, value));
    }

    @Override
    public final void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setBlob(at, value, length));
    }

    @Override
    public final void setBlob(int index, @Nullable Blob value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setBlob(at, value));
    }

    @Override
    public final void setBoolean(int index, boolean value) throws SQLException {
        bind(index, (statement, at) -> statement.setBoolean(at, value));
    }

    @Override
    public final void setByte(int index, byte value) throws SQLException {
        bind(index, (statement, at) -> statement.setByte(at, value));
    }

    @Override
    public final void setBytes(int index, byte @Nullable [] value) throws SQLException {
        bind(index, (statement, at) -> statement.setBytes(at, value));
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setCharacterStream(at, value));
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value, int length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setCharacterStream(at, value, length));
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setCharacterStream(at, value, length));
    }

    @Override
    public final void setClob(int index, @Nullable Reader value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setClob(at, value));
    }

    @Override
    public final void setClob(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setClob(at, value, length));
    }

    @Override
    public final void setClob(int index, @Nullable Clob value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setClob(at, value));
    }

    @Override
    public final void setDate(int index, @Nullable Date value) throws SQLException {
        bind(index, (statement, at) -> statement.setDate(at, value));
    }

    @Override
    public final void setDate(int index, @Nullable Date value, Calendar calendar) throws SQLException {
        bind(index, (statement, at) -> statement.setDate(at, value, calendar));
    }

    @Override
    public final void setDouble(int index, double value) throws SQLException {
        bind(index, (statement, at) -> statement.setDouble(at, value));
    }

    @Override
    public final void setFloat(int index, float value) throws SQLException {
        bind(index, (statement, at) -> statement.setFloat(at, value));
    }

    @Override
    public final void setInt(int index, int value) throws SQLException {
        bind(index, (statement, at) -> statement.setInt(at, value));
    }

    @Override
    public final void setLong(int index, long value) throws SQLException {
        bind(index, (statement, at) -> statement.setLong(at, value));
    }

    @Override
    public final void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setNCharacterStream(at, value));
    }

    @Override
    public final void setNCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setNCharacterStream(at, value, length));
    }

    @Override
    public final void setNClob(int index, @Nullable Reader value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setNClob(at, value));
    }

    @Override
    public final void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setNClob(at, value, length));
    }

    @Override
    public final void setNClob(int index, @Nullable NClob value) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setNClob(at, value));
    }

    @Override
    public final void setNString(int index, @Nullable String value) throws SQLException {
        bind(index, (statement, at) -> statement.setNString(at, value));
    }

    @Override
    public final void setNull(int index, int sqlType) throws SQLException {
        bind(index, (statement, at) -> statement.setNull(at, sqlType));
    }

    @Override
    public final void setNull(int index, int sqlType, String typeName) throws SQLException {
        bind(index, (statement, at) -> statement.setNull(at, sqlType, typeName));
    }

    @Override
    public final void setObject(int index, @Nullable Object value) throws SQLException {
        bind(index, (statement, at) -> statement.setObject(at, value));
    }

    @Override
    public final void setObject(int index, @Nullable Object value, int targetType) throws SQLException {
        bind(index, (statement, at) -> statement.setObject(at, value, targetType));
    }

    @Override
    public final void setObject(int index, @Nullable Object value, int targetType, int scaleOrLength)
            throws SQLException {
        bind(index, (statement, at) -> statement.setObject(at, value, targetType, scaleOrLength));
    }

    @Override
    public final void setObject(int index, @Nullable Object value, SQLType targetType) throws SQLException {
        bind(index, (statement, at) -> statement.setObject(at, value, targetType));
    }

    @Override
    public final void setObject(int index, @Nullable Object value, SQLType targetType, int scaleOrLength)
            throws SQLException {
        bind(index, (statement, at) -> statement.setObject(at, value, targetType, scaleOrLength));
    }

    @Override
    public final void setRef(int index, @Nullable Ref value) throws SQLException {
        bind(index, (statement, at) -> statement.setRef(at, value));
    }

    @Override
    public final void setRowId(int index, @Nullable RowId value) throws SQLException {
        bind(index, (statement, at) -> statement.setRowId(at, value));
    }

    @Override
    public final void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
        bind(index, (statement, at) -> statement.setSQLXML(at, value));
    }

    @Override
    public final void setShort(int index, short value) throws SQLException {
        bind(index, (statement, at) -> statement.setShort(at, value));
    }

    @Override
    public final void setString(int index, @Nullable String value) throws SQLException {
        bind(index, (statement, at) -> statement.setString(at, value));
    }

    @Override
    public final void setTime(int index, @Nullable Time value) throws SQLException {
        bind(index, (statement, at) -> statement.setTime(at, value));
    }

    @Override
    public final void setTime(int index, @Nullable Time value, Calendar calendar) throws SQLException {
        bind(index, (statement, at) -> statement.setTime(at, value, calendar));
    }

    @Override
    public final void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        bind(index, (statement, at) -> statement.setTimestamp(at, value));
    }

    @Override
    public final void setTimestamp(int index, @Nullable Timestamp value, Calendar calendar) throws SQLException {
        bind(index, (statement, at) -> statement.setTimestamp(at, value, calendar));
    }

    @Override
    public final void setURL(int index, @Nullable URL value) throws SQLException {
        bind(index, (statement, at) -> statement.setURL(at, value));
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // The interface still has it.
    public final void setUnicodeStream(int index, @Nullable InputStream value, int length) throws SQLException {
        bindOnce(index, (statement, at) -> statement.setUnicodeStream(at, value, length));
    }
}
