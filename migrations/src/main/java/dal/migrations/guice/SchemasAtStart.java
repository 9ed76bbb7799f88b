package dal.migrations.guice;

import dal.migrations.Migrations;
import dal.migrations.SchemaCheck;
import jakarta.inject.Inject;

/** Sees to the schemas once, when it is made: before the injector is there, so that nothing serves from schemas that are too old. */
final class SchemasAtStart {

    @Inject
    SchemasAtStart(Migrations migrations) {
        SchemaCheck.atStart(migrations);
    }
}
