//! Where the statements that decide a call stand.

use verdict_conformance::report::call::{Files, Place};
use verdict_evaluator::decision::StatementId;
use verdict_evaluator::explain::Sources;

use crate::command::question::Ground;

impl Files for Ground {
    fn sources(&self) -> Sources<'_> {
        self.documents.sources()
    }

    fn place(&self, at: StatementId) -> Option<Place> {
        let document = self.documents.of(at)?;
        let policy = self.policies.at(at.layer, at.level).get(at.policy)?;
        let statement = policy.statements.iter().find(|statement| statement.index == at.statement)?;
        let (line, column) = document.place(statement.span);
        Some(Place { file: document.file.clone(), line, column })
    }
}
