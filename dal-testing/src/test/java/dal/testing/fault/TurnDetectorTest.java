package dal.testing.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TurnDetectorTest {
    private final TurnDetector turns = new TurnDetector();

    @Test
    void theTurnPassesWhenTheServerIsReadyAndNotWithTheRowsBefore() throws IOException {
        assertThat(feed(message('T', 40))).isFalse();
        assertThat(feed(message('D', 70_000))).isFalse();
        assertThat(feed(message('C', 9))).isFalse();
        assertThat(feed(message('Z', 1))).isTrue();
        assertThat(feed(message('1', 0), message('Z', 1))).isTrue();
    }

    @Test
    void messagesMayArriveByteByByte() throws IOException {
        byte[] answer = join(message('D', 90), message('Z', 1));
        for (int i = 0; i < answer.length; i++) {
            boolean turned = turns.feed(new byte[] {answer[i]}, 1);
            assertThat(turned).as("after byte %d", i).isEqualTo(i == answer.length - 2);
        }
    }

    @Test
    void aZetWithinARowIsData() throws IOException {
        byte[] row = message('D', 20);
        row[7] = 'Z';
        assertThat(feed(row)).isFalse();
    }

    @Test
    void aRequestForAnAnswerToAuthenticationPassesTheTurnAndItsSuccessDoesNot() throws IOException {
        assertThat(feed(authentication(10, 20))).isTrue();
        assertThat(feed(authentication(11, 80))).isTrue();
        assertThat(feed(authentication(12, 40))).isFalse();
        assertThat(feed(authentication(0, 0))).isFalse();
    }

    @Test
    void aRefusedEncryptionPassesTheTurnAndTheProtocolGoesOn() throws IOException {
        assertThat(turns.feed(new byte[] {'N'}, 1)).isTrue();
        assertThat(feed(message('S', 20))).isFalse();
        assertThat(feed(message('Z', 1))).isTrue();
    }

    @Test
    void tellsWhereTheServerNamesItsProcess() throws IOException {
        byte[] login = join(authentication(0, 0), message('K', 8), message('Z', 1));
        int lowest = authentication(0, 0).length + 5 + 3;
        turns.feed(login, login.length);
        assertThat(turns.processAt()).isEqualTo(lowest);

        feed(message('D', 20));
        assertThat(turns.processAt()).isNegative();

        for (int i = 0; i < login.length; i++) {
            turns.feed(new byte[] {login[i]}, 1);
            assertThat(turns.processAt()).as("after byte %d", i).isEqualTo(i == lowest ? 0 : -1);
        }
    }

    @Test
    void behindAnAgreedEncryptionEveryChunkPassesTheTurn() {
        assertThat(turns.feed(new byte[] {'S'}, 1)).isTrue();
        assertThat(turns.feed(new byte[] {22, 3, 3, 0, 1}, 5)).isTrue();
    }

    private boolean feed(byte[]... messages) throws IOException {
        byte[] bytes = join(messages);
        return turns.feed(bytes, bytes.length);
    }

    private static byte[] join(byte[]... messages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.write(message);
        }
        return out.toByteArray();
    }

    private static byte[] message(char type, int payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.writeByte(type);
        data.writeInt(4 + payload);
        data.write(new byte[payload]);
        return out.toByteArray();
    }

    private static byte[] authentication(int kind, int payload) throws IOException {
        byte[] message = message('R', 4 + payload);
        message[8] = (byte) kind;
        return message;
    }
}
