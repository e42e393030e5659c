//! What the subcommands share: bad input and how it is shown, profiles, and writing to a reader who may have left; [`policies`] and
//! [`request`] have the options of every command that decides, [`question`] what they come to.

pub(crate) mod answer;
pub(crate) mod batch;
pub(crate) mod disputes;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod input;
pub(crate) mod policies;
pub(crate) mod question;
pub(crate) mod request;
pub(crate) mod rules;
pub(crate) mod simulate;
pub(crate) mod test;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::Path;

use annotate_snippets::Renderer;
use verdict_conformance::corpus::LoadError;
use verdict_conformance::fault::FaultyText;
use verdict_evaluator::profile::{PRESETS, Profile};

/// Bad input: what is wrong and where. Exit code 2.
#[derive(Debug)]
pub(crate) enum BadInput {
    /// Texts with faults, shown with snippets.
    Faulty(Vec<FaultyText>),
    /// Everything else, and what to do about it.
    Message {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
}

impl BadInput {
    /// A message with advice.
    pub(crate) fn new(message: impl Display, help: impl Display) -> Self {
        Self::Message { message: message.to_string(), help: Some(help.to_string()) }
    }

    /// The file could not be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Message { message: format!("`{}` cannot be read: {error}", path.display()), help: None }
    }

    /// As it is shown to a person.
    pub(crate) fn render(&self) -> String {
        let renderer = Renderer::styled();
        match self {
            Self::Faulty(texts) => texts.iter().map(|text| text.render(&renderer)).collect::<Vec<_>>().join("\n"),
            Self::Message { message, help } => {
                use annotate_snippets::{Group, Level};
                let group = Group::with_title(Level::ERROR.primary_title(message.clone()));
                renderer.render(&[group.elements(help.iter().map(|help| Level::HELP.message(help.clone())))])
            }
        }
    }
}

impl From<LoadError> for BadInput {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unreadable(path, error) => Self::unreadable(&path, &error),
            LoadError::Faulty(texts) => Self::Faulty(texts),
            LoadError::NoCases(path) => {
                Self::new(format!("`{}` holds no cases", path.display()), "a case file is a JSON object with `topic` and `cases`")
            }
        }
    }
}

/// The profile that a list of presets and `RULE=READING` makes.
pub(crate) fn profile(choices: &[String]) -> Result<Profile, BadInput> {
    profile_over(Profile::default(), choices)
}

/// The same, with the choices put over another profile than the default one.
pub(crate) fn profile_over(mut profile: Profile, choices: &[String]) -> Result<Profile, BadInput> {
    for choice in choices {
        match choice.split_once('=') {
            Some((rule, reading)) => profile
                .set(&rule.to_ascii_uppercase(), reading)
                .map_err(|unknown| BadInput::new(unknown, "`verdict rules RULE` shows the readings of a rule"))?,
            None if profile.apply_preset(choice) => {}
            None => {
                let help = format!("presets are {}; a reading is chosen with RULE=READING", PRESETS.join(", "));
                return Err(BadInput::new(format!("there is no profile `{choice}`"), help));
            }
        }
    }
    Ok(profile)
}

/// Writes to standard output. A reader who left (`| head`) is no error.
pub(crate) fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    let _: io::Result<()> = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
