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
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement whose own bind values stand behind others: every index moves by {@link #shift()}. JDBC has a setter for each type, so this file is long
 * and flat; it holds nothing else.
 */
abstract class ShiftedPreparedStatement extends DefaultPreparedStatement {

    ShiftedPreparedStatement(@Nullable PreparedStatement delegate, Connection creator) {
        super(delegate, creator);
    }

    /** How many bind values stand before the statement's own. */
    abstract int shift() throws SQLException;

    @Override
    public final void setArray(int index, @Nullable Array value) throws SQLException {
        getDelegate().setArray(index + shift(), value);
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
        getDelegate().setAsciiStream(index + shift(), value);
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value, int length) throws SQLException {
        getDelegate().setAsciiStream(index + shift(), value, length);
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value, long length) throws SQLException {
        getDelegate().setAsciiStream(index + shift(), value, length);
    }

    @Override
    public final void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        getDelegate().setBigDecimal(index + shift(), value);
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
        getDelegate().setBinaryStream(index + shift(), value);
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value, int length) throws SQLException {
        getDelegate().setBinaryStream(index + shift(), value, length);
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value, long length) throws SQLException {
        getDelegate().setBinaryStream(index + shift(), value, length);
    }

    @Override
    public final void setBlob(int index, @Nullable InputStream value) throws SQLException {
        getDelegate().setBlob(index + shift(), value);
    }

    @Override
    public final void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
        getDelegate().setBlob(index + shift(), value, length);
    }

    @Override
    public final void setBlob(int index, @Nullable Blob value) throws SQLException {
        getDelegate().setBlob(index + shift(), value);
    }

    @Override
    public final void setBoolean(int index, boolean value) throws SQLException {
        getDelegate().setBoolean(index + shift(), value);
    }

    @Override
    public final void setByte(int index, byte value) throws SQLException {
        getDelegate().setByte(index + shift(), value);
    }

    @Override
    public final void setBytes(int index, byte @Nullable [] value) throws SQLException {
        getDelegate().setBytes(index + shift(), value);
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
        getDelegate().setCharacterStream(index + shift(), value);
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value, int length) throws SQLException {
        getDelegate().setCharacterStream(index + shift(), value, length);
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        getDelegate().setCharacterStream(index + shift(), value, length);
    }

    @Override
    public final void setClob(int index, @Nullable Reader value) throws SQLException {
        getDelegate().setClob(index + shift(), value);
    }

    @Override
    public final void setClob(int index, @Nullable Reader value, long length) throws SQLException {
        getDelegate().setClob(index + shift(), value, length);
    }

    @Override
    public final void setClob(int index, @Nullable Clob value) throws SQLException {
        getDelegate().setClob(index + shift(), value);
    }

    @Override
    public final void setDate(int index, @Nullable Date value) throws SQLException {
        getDelegate().setDate(index + shift(), value);
    }

    @Override
    public final void setDate(int index, @Nullable Date value, Calendar calendar) throws SQLException {
        getDelegate().setDate(index + shift(), value, calendar);
    }

    @Override
    public final void setDouble(int index, double value) throws SQLException {
        getDelegate().setDouble(index + shift(), value);
    }

    @Override
    public final void setFloat(int index, float value) throws SQLException {
        getDelegate().setFloat(index + shift(), value);
    }

    @Override
    public final void setInt(int index, int value) throws SQLException {
        getDelegate().setInt(index + shift(), value);
    }

    @Override
    public final void setLong(int index, long value) throws SQLException {
        getDelegate().setLong(index + shift(), value);
    }

    @Override
    public final void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
        getDelegate().setNCharacterStream(index + shift(), value);
    }

    @Override
    public final void setNCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        getDelegate().setNCharacterStream(index + shift(), value, length);
    }

    @Override
    public final void setNClob(int index, @Nullable Reader value) throws SQLException {
        getDelegate().setNClob(index + shift(), value);
    }

    @Override
    public final void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
        getDelegate().setNClob(index + shift(), value, length);
    }

    @Override
    public final void setNClob(int index, @Nullable NClob value) throws SQLException {
        getDelegate().setNClob(index + shift(), value);
    }

    @Override
    public final void setNString(int index, @Nullable String value) throws SQLException {
        getDelegate().setNString(index + shift(), value);
    }

    @Override
    public final void setNull(int index, int sqlType) throws SQLException {
        getDelegate().setNull(index + shift(), sqlType);
    }

    @Override
    public final void setNull(int index, int sqlType, String typeName) throws SQLException {
        getDelegate().setNull(index + shift(), sqlType, typeName);
    }

    @Override
    public final void setObject(int index, @Nullable Object value) throws SQLException {
        getDelegate().setObject(index + shift(), value);
    }

    @Override
    public final void setObject(int index, @Nullable Object value, int targetType) throws SQLException {
        getDelegate().setObject(index + shift(), value, targetType);
    }

    @Override
    public final void setObject(int index, @Nullable Object value, int targetType, int scaleOrLength)
            throws SQLException {
        getDelegate().setObject(index + shift(), value, targetType, scaleOrLength);
    }

    @Override
    public final void setObject(int index, @Nullable Object value, SQLType targetType) throws SQLException {
        getDelegate().setObject(index + shift(), value, targetType);
    }

    @Override
    public final void setObject(int index, @Nullable Object value, SQLType targetType, int scaleOrLength)
            throws SQLException {
        getDelegate().setObject(index + shift(), value, targetType, scaleOrLength);
    }

    @Override
    public final void setRef(int index, @Nullable Ref value) throws SQLException {
        getDelegate().setRef(index + shift(), value);
    }

    @Override
    public final void setRowId(int index, @Nullable RowId value) throws SQLException {
        getDelegate().setRowId(index + shift(), value);
    }

    @Override
    public final void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
        getDelegate().setSQLXML(index + shift(), value);
    }

    @Override
    public final void setShort(int index, short value) throws SQLException {
        getDelegate().setShort(index + shift(), value);
    }

    @Override
    public final void setString(int index, @Nullable String value) throws SQLException {
        getDelegate().setString(index + shift(), value);
    }

    @Override
    public final void setTime(int index, @Nullable Time value) throws SQLException {
        getDelegate().setTime(index + shift(), value);
    }

    @Override
    public final void setTime(int index, @Nullable Time value, Calendar calendar) throws SQLException {
        getDelegate().setTime(index + shift(), value, calendar);
    }

    @Override
    public final void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        getDelegate().setTimestamp(index + shift(), value);
    }

    @Override
    public final void setTimestamp(int index, @Nullable Timestamp value, Calendar calendar) throws SQLException {
        getDelegate().setTimestamp(index + shift(), value, calendar);
    }

    @Override
    public final void setURL(int index, @Nullable URL value) throws SQLException {
        getDelegate().setURL(index + shift(), value);
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // The interface still has it.
    public final void setUnicodeStream(int index, @Nullable InputStream value, int length) throws SQLException {
        getDelegate().setUnicodeStream(index + shift(), value, length);
    }
}
