//! `LEVEL=FILE`: control policies and where they are attached.

use std::path::PathBuf;

use verdict_conformance::documents::Level;

use super::document;
use crate::command::BadInput;
use crate::command::input::Inputs;

/// One policy of a level, or none.
#[derive(Clone, Debug)]
pub(super) struct LevelFile {
    level: String,
    file: Option<PathBuf>,
}

impl LevelFile {
    pub(super) fn new(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((level, file)) if !level.is_empty() => {
                let file = Some(file).filter(|file| !file.is_empty()).map(PathBuf::from);
                Ok(Self { level: level.to_owned(), file })
            }
            _ => Err("write LEVEL=FILE, for example `root=full-access.json`".to_owned()),
        }
    }
}

/// The levels from the root to the account: `root` is the first and `account` the last wherever they are written, the organizational units
/// between keep the order in which they first appear (EVAL-025).
pub(super) fn levels(files: &[LevelFile], inputs: &mut Inputs) -> Result<Option<Vec<Level>>, BadInput> {
    let mut levels: Vec<Level> = Vec::new();
    for LevelFile { level: name, file } in files {
        let documents = file.iter().map(|path| document(path, inputs)).collect::<Result<Vec<_>, _>>()?;
        match levels.iter_mut().find(|level| level.name.as_ref() == Some(name)) {
            Some(level) => level.documents.extend(documents),
            None => levels.push(Level { name: Some(name.clone()), documents }),
        }
    }
    levels.sort_by_key(|level| match level.name.as_deref() {
        Some("root") => 0,
        Some("account") => 2,
        Some(_) | None => 1,
    });
    Ok(Some(levels).filter(|levels| !levels.is_empty()))
}
