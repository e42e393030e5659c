//! What is wrong with an input file, and how that is shown: with a snippet of the source, a caret and help.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use verdict_evaluator::json::JsonError;
use verdict_evaluator::policy::ParseError;
use verdict_evaluator::span::{Span, line_and_column};

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A code, for policies; see [`verdict_evaluator::policy::error::Words::code`].
    pub code: Option<&'static str>,
    /// The rule that is broken.
    pub rule: Option<&'static str>,
    /// What is wrong, on one line.
    pub message: String,
    /// What is wrong at the marked place.
    pub label: String,
    /// Where.
    pub span: Span,
    /// Another place that it is about, with a label.
    pub related: Option<(Span, &'static str)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A fault that is said in full by its message.
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        Self { code: None, rule: None, message: message.into(), label: String::new(), span, related: None, help: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same for a text that stands at `offset` of a larger one.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        let shift = |span: Span| Span::new(span.start + offset, span.end + offset);
        self.span = shift(self.span);
        self.related = self.related.map(|(span, label)| (shift(span), label));
        self
    }
}

impl From<&JsonError> for Fault {
    fn from(error: &JsonError) -> Self {
        Self { label: "here".to_owned(), ..Self::new(error.kind.to_string(), error.span) }
    }
}

impl From<&ParseError> for Fault {
    fn from(error: &ParseError) -> Self {
        let words = error.kind.words();
        Self {
            code: Some(words.code),
            rule: Some(words.rule),
            message: words.message,
            label: words.label,
            span: error.span,
            related: error.related().map(|span| (span, "first here")),
            help: words.help,
        }
    }
}

/// A text that could not be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyText {
    /// The name of the file.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What is wrong, in the order of the text.
    pub faults: Vec<Fault>,
}

impl FaultyText {
    /// The faults, each with its snippet; of very many the first ones.
    pub fn render(&self, renderer: &Renderer) -> String {
        let shown = self.faults.iter().take(MOST_RENDERED);
        let mut rendered: Vec<String> = shown.map(|fault| render(fault, &self.name, &self.text, renderer)).collect();
        if let Some(more @ 1..) = self.faults.len().checked_sub(MOST_RENDERED) {
            rendered.push(format!("and {more} more errors in {}", self.name));
        }
        rendered.join("\n")
    }

    /// All faults, one line each: `file:line:column: message`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|fault| {
            let (line, column) = line_and_column(&self.text, fault.span.start);
            format!("{}:{line}:{column}: {}", self.name, fault.message)
        })
    }
}

/// How many faults of one text are rendered.
const MOST_RENDERED: usize = 100;

/// How many bytes around a fault are shown at most: a text of one endless line would fill the screen.
const SHOWN: usize = 4000;

fn render(fault: &Fault, name: &str, text: &str, renderer: &Renderer) -> String {
    let mut title = Level::ERROR.primary_title(fault.message.clone());
    if let Some(code) = fault.code {
        title = title.id(code);
    }
    let (from, to) = window(text, fault);
    let shown = text.get(from..to).unwrap_or_default();
    let (line, _) = line_and_column(text, from);
    let within = |span: Span| span.start.clamp(from, to) - from..span.end.clamp(from, to) - from;
    let mut snippet = Snippet::source(shown)
        .line_start(line)
        .path(name)
        .annotation(AnnotationKind::Primary.span(within(fault.span)).label(fault.label.clone()));
    if let Some((span, label)) = fault.related.filter(|(span, _)| from <= span.start && span.end <= to) {
        snippet = snippet.annotation(AnnotationKind::Context.span(within(span)).label(label));
    }
    let help = fault.help.iter().map(|help| Level::HELP.message(help.clone()));
    let rule = fault.rule.iter().map(|rule| Level::NOTE.with_name("rule").message(*rule));
    let group: Group<'_> = title.element(snippet).elements(help).elements(rule);
    renderer.render(&[group])
}

/// The part of the text that is shown: all of it, or some lines around the fault, or a piece of a very long line.
fn window(text: &str, fault: &Fault) -> (usize, usize) {
    let first = fault.related.map_or(fault.span.start, |(span, _)| span.start.min(fault.span.start));
    let first = if fault.span.start - first > SHOWN { fault.span.start } else { first };
    let mut from = first.saturating_sub(SHOWN / 2);
    let mut to = (first + SHOWN * 3 / 2).min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    if let Some(line_start) = text.get(from..first).and_then(|before| before.find('\n')).filter(|_| from > 0) {
        from += line_start + 1;
    }
    (from, to)
}
