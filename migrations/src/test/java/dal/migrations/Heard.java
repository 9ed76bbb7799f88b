package dal.migrations;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a run told. */
class Heard implements MigrationListener {

    final List<String> begun = new CopyOnWriteArrayList<>();
    final List<String> waits = new CopyOnWriteArrayList<>();
    volatile int upToDate = -1;

    @Override
    public void began(int targets, int nothingToDo) {
        upToDate = nothingToDo;
    }

    @Override
    public void began(MigrationTarget target, int attempt) {
        begun.add(String.valueOf(target.tenant()));
    }

    @Override
    public void waits(MigrationTarget target, String reason) {
        waits.add(reason);
    }
}
