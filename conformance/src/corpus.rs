//! Finding, naming and loading cases: the corpus in this binary, one on disk, or somebody's own files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::case::{Case, CaseFile, Origin, read_file};
use crate::fault::{Fault, FaultyText};
use crate::reading::{self, Members, Read};
use crate::rule::RuleBook;

/// The corpus as it was when this binary was built.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../corpus");

/// What stands in a corpus besides case files.
const OTHER_FILES: [&str; 3] = ["corpus.json", "bug-classes.json", "case.schema.json"];

/// Golden cases with the rule book that they rest on.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The corpus version; empty for somebody's own files.
    pub version: String,
    /// The rule book.
    pub rules: RuleBook,
    /// The bug classes and what they mean.
    pub bug_classes: BTreeMap<String, String>,
    /// The case files by path without `.json`.
    pub files: BTreeMap<String, CaseFile>,
}

/// Why a corpus could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// A file or directory could not be read.
    Unreadable(PathBuf, io::Error),
    /// Files are malformed.
    Faulty(Vec<FaultyText>),
    /// Nothing was found where cases were looked for.
    NoCases(PathBuf),
}

impl Corpus {
    /// The corpus in this binary.
    ///
    /// # Errors
    /// It is malformed.
    pub fn embedded() -> Result<Self, LoadError> {
        let mut texts = BTreeMap::new();
        collect_embedded(&EMBEDDED, &mut texts);
        Self::from_texts(&texts)
    }

    /// A corpus on disk.
    ///
    /// # Errors
    /// It cannot be read or is malformed.
    pub fn on_disk(directory: &Path) -> Result<Self, LoadError> {
        let mut texts = BTreeMap::new();
        for path in json_files(directory)? {
            let name = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            texts.insert(name, read_text(&path)?);
        }
        Self::from_texts(&texts)
    }

    /// Somebody's own case files: files, or directories in which every JSON file with `cases` is one. The rule book is this binary's.
    ///
    /// # Errors
    /// A path cannot be read, holds no cases, or a file is malformed.
    pub fn own(paths: &[PathBuf]) -> Result<Self, LoadError> {
        let mut corpus = Self { files: BTreeMap::new(), ..Self::embedded()? };
        let mut faulty = Vec::new();
        for path in paths {
            let files = if path.is_dir() { json_files(path)? } else { vec![path.clone()] };
            let before = corpus.files.len();
            for file in files {
                let text = read_text(&file)?;
                if path.is_dir() && !is_case_file(&text) {
                    continue;
                }
                let id = file.with_extension("").to_string_lossy().replace('\\', "/");
                let directory = file.parent().unwrap_or(Path::new(""));
                match read_file(&text, &id, Origin::Own(directory)) {
                    Ok(case_file) => {
                        corpus.files.insert(id, case_file);
                    }
                    Err(faults) => faulty.push(FaultyText { name: file.display().to_string(), text, faults }),
                }
            }
            if corpus.files.len() == before && faulty.is_empty() {
                return Err(LoadError::NoCases(path.clone()));
            }
        }
        if faulty.is_empty() { Ok(corpus) } else { Err(LoadError::Faulty(faulty)) }
    }

    /// A corpus from the texts of its files, by path below its directory.
    fn from_texts(texts: &BTreeMap<String, String>) -> Result<Self, LoadError> {
        let rules = texts.iter().filter(|(name, _)| name.starts_with("rules/")).map(|(name, text)| (name.clone(), text.clone()));
        let rules = RuleBook::read(&rules.collect()).map_err(|faulty| LoadError::Faulty(vec![faulty]))?;
        let text = |name: &str| texts.get(name).map(String::as_str).unwrap_or("{}");
        let named = |name: &str, faults| LoadError::Faulty(vec![FaultyText { name: name.to_owned(), text: text(name).to_owned(), faults }]);
        let version = manifest(text("corpus.json")).map_err(|faults| named("corpus.json", faults))?;
        let bug_classes = bug_classes(text("bug-classes.json")).map_err(|faults| named("bug-classes.json", faults))?;
        let mut corpus = Self { version, rules, bug_classes, files: BTreeMap::new() };
        let mut faulty = Vec::new();
        for (name, text) in texts.iter().filter(|(name, _)| is_case_path(name)) {
            let id = name.trim_end_matches(".json");
            match read_file(text, id, Origin::Corpus).and_then(|file| corpus.known_names(file)) {
                Ok(file) => {
                    corpus.files.insert(id.to_owned(), file);
                }
                Err(faults) => faulty.push(FaultyText { name: name.clone(), text: text.clone(), faults }),
            }
        }
        if faulty.is_empty() { Ok(corpus) } else { Err(LoadError::Faulty(faulty)) }
    }

    /// Every rule and bug class that a case names exists.
    fn known_names(&self, file: CaseFile) -> Read<CaseFile> {
        let known: BTreeSet<&str> = self.rules.rules().map(|rule| rule.id.as_str()).collect();
        let mut faults = Vec::new();
        for case in &file.cases {
            let rules = case.rules.iter().filter(|rule| !known.contains(rule.as_str()));
            let classes = case.catches.iter().filter(|class| !self.bug_classes.contains_key(*class));
            let unknown =
                rules.map(|rule| format!("there is no rule {rule}")).chain(classes.map(|class| format!("there is no bug class `{class}`")));
            faults.extend(unknown.map(|message| Fault::new(format!("{}: {message}", case.id), verdict_evaluator::span::Span::default())));
        }
        if faults.is_empty() { Ok(file) } else { Err(faults) }
    }

    /// All cases, in the order of their files.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.files.values().flat_map(|file| &file.cases)
    }

    /// How many cases cite each rule.
    pub fn coverage(&self) -> BTreeMap<&str, usize> {
        let mut coverage: BTreeMap<&str, usize> = self.rules.rules().map(|rule| (rule.id.as_str(), 0)).collect();
        for case in self.cases() {
            for rule in case.rules.iter().map(String::as_str).collect::<BTreeSet<_>>() {
                if let Some(count) = coverage.get_mut(rule) {
                    *count += 1;
                }
            }
        }
        coverage
    }
}

fn is_case_path(name: &str) -> bool {
    name.ends_with(".json") && !name.starts_with("rules/") && !OTHER_FILES.contains(&name)
}

fn is_case_file(text: &str) -> bool {
    reading::json(text).is_ok_and(|node| node.get("cases").is_some())
}

fn collect_embedded(directory: &Dir<'_>, texts: &mut BTreeMap<String, String>) {
    for file in directory.files() {
        if let Some(text) = file.contents_utf8().filter(|_| file.path().extension().is_some_and(|extension| extension == "json")) {
            texts.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
        }
    }
    for inner in directory.dirs() {
        collect_embedded(inner, texts);
    }
}

/// All JSON files below a directory, in order. Links are not followed.
///
/// # Errors
/// A directory cannot be read.
pub fn json_files(directory: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let unreadable = |error| LoadError::Unreadable(directory.to_owned(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() {
            files.extend(json_files(&entry.path())?);
        } else if kind.is_file() && entry.path().extension().is_some_and(|extension| extension == "json") {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file; bytes that are no UTF-8 are a fault with a place.
///
/// # Errors
/// The file cannot be read, or is no text.
pub fn read_text(path: &Path) -> Result<String, LoadError> {
    let bytes = fs::read(path).map_err(|error| LoadError::Unreadable(path.to_owned(), error))?;
    String::from_utf8(bytes).map_err(|error| LoadError::Faulty(vec![not_utf8(&path.display().to_string(), &error.into_bytes())]))
}

/// The fault of a file that is no text.
pub fn not_utf8(name: &str, bytes: &[u8]) -> FaultyText {
    let text = String::from_utf8_lossy(bytes).into_owned();
    // The text up to the first bad byte is the same in both.
    let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let span = verdict_evaluator::span::Span::new(at, at + '\u{fffd}'.len_utf8());
    let fault = Fault { code: Some("JSON_SYNTAX_ERROR"), label: "not UTF-8".to_owned(), ..Fault::new("the file is not UTF-8 text", span) };
    FaultyText { name: name.to_owned(), text, faults: vec![fault] }
}

fn manifest(text: &str) -> Read<String> {
    let node = reading::json(text)?;
    let mut members = Members::of(&node, "corpus.json")?;
    members.optional_number("format")?;
    let version = members.optional_string("version")?;
    members.optional("errata");
    members.end()?;
    Ok(version.unwrap_or_default())
}

fn bug_classes(text: &str) -> Read<BTreeMap<String, String>> {
    let node = reading::json(text)?;
    let mut members = Members::of(&node, "bug-classes.json")?;
    let Some(classes) = members.optional("classes") else { return Ok(BTreeMap::new()) };
    members.end()?;
    let verdict_evaluator::json::Value::Object(classes) = &classes.value else {
        return reading::fault("`classes` must be an object", classes.span);
    };
    classes.iter().map(|class| Ok((class.name.value.clone(), reading::string(&class.value, "a bug class")?))).collect()
}
