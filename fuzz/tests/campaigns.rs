//! Are the files for OSS-Fuzz and ClusterFuzzLite, and the workflows beside them, what those systems ask for?
//!
//! What can be seen without a container is checked here. That the targets build and run as the systems build and run them is for
//! `fuzz/oss-fuzz/check`.

use std::fs;
use std::path::{Path, PathBuf};

use verdict_fuzz::TARGETS;
use yaml_rust2::{Yaml, YamlLoader};

/// What is wrong with a file, one sentence each.
type Faults = Vec<String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn workflows() -> Vec<String> {
    let directory = fs::read_dir(root().join(".github/workflows")).expect("the directory of workflows");
    let names = directory.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"));
    let mut paths: Vec<_> = names.map(|name| format!(".github/workflows/{name}")).collect();
    paths.sort();
    paths
}

#[test]
fn the_project_of_oss_fuzz_has_all_its_fields() {
    assert_eq!(faults_of_project(&read("fuzz/oss-fuzz/project.yaml")), Faults::new());
}

#[test]
fn clusterfuzzlite_is_told_the_language() {
    let project = parse(&read(".clusterfuzzlite/project.yaml")).expect("YAML");
    assert_eq!(project["language"].as_str(), Some("rust"));
}

#[test]
fn the_images_are_made_of_what_is_there() {
    for (path, context) in [("fuzz/oss-fuzz/Dockerfile", "fuzz/oss-fuzz"), (".clusterfuzzlite/Dockerfile", ".")] {
        assert_eq!(faults_of_image(&read(path), &root().join(context)), Faults::new(), "{path}");
    }
}

#[test]
fn the_images_have_one_toolchain() {
    let (service, workflows) = (read("fuzz/oss-fuzz/Dockerfile"), read(".clusterfuzzlite/Dockerfile"));
    assert_eq!(toolchain(&service), toolchain(&workflows));
}

#[test]
fn every_workflow_is_whole() {
    for path in workflows() {
        assert_eq!(faults_of_workflow(&path, &read(&path)), Faults::new(), "{path}");
    }
}

#[test]
fn clusterfuzzlite_works_in_all_its_modes() {
    let texts: Vec<_> = workflows().iter().map(|path| read(path)).collect();
    for mode in MODES {
        assert!(texts.iter().any(|text| text.contains(&format!("mode: {mode}\n"))), "no workflow for {mode}");
    }
}

#[test]
fn a_file_that_lacks_a_line_is_found_out() {
    let project = read("fuzz/oss-fuzz/project.yaml");
    let lines = project.lines().filter(|line| !line.starts_with('#')).count();
    let found = without_each_line(&project, |line| !line.starts_with('#'), |text| !faults_of_project(text).is_empty());
    assert_eq!(found, lines, "lines of project.yaml");

    for path in workflows().iter().filter(|path| path.contains("cflite")) {
        let needed = |line: &str| NEEDED.iter().any(|key| line.trim_start().trim_start_matches("- ").starts_with(key));
        let text = read(path);
        let lines = text.lines().filter(|line| needed(line)).count();
        assert_eq!(without_each_line(&text, needed, |text| !faults_of_workflow(path, text).is_empty()), lines, "{path}");
    }

    let image = read("fuzz/oss-fuzz/Dockerfile");
    let instruction = |line: &str| !line.is_empty() && !line.starts_with('#');
    let lines = image.lines().filter(|line| instruction(line)).count();
    let context = root().join("fuzz/oss-fuzz");
    assert_eq!(without_each_line(&image, instruction, |text| !faults_of_image(text, &context).is_empty()), lines, "Dockerfile");
}

#[test]
fn faults_are_named() {
    let unpinned = "on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 1\n    steps:\n      - uses: actions/checkout@main\n";
    assert_eq!(faults_of_workflow("a.yml", unpinned), ["actions/checkout@main is not pinned"]);
    assert_eq!(faults_of_workflow("a.yml", "a: [\n").len(), 1);
}

#[test]
fn no_input_is_cut_by_the_longest_length() {
    let golden = verdict_fuzz::seeds::of_corpus(&root().join("corpus")).expect("the corpus is readable");
    for (target, _) in TARGETS {
        let kind = if golden.iter().any(|(of, _)| of == target) { "text" } else { "drawn" };
        let longest = longest(target).or_else(|| longest(kind));
        for (_, bytes) in golden.iter().filter(|(of, _)| of == target) {
            assert!(Some(bytes.len()) <= longest, "a seed for {target} has {} bytes", bytes.len());
        }
        for kind in ["seeds", "regressions"] {
            let Ok(directory) = fs::read_dir(root().join("fuzz").join(kind).join(target)) else { continue };
            for file in directory.map(|entry| entry.expect("an entry").path()) {
                let length = fs::metadata(&file).expect("a file").len();
                assert!(usize::try_from(length).ok() <= longest, "{} has {length} bytes", file.display());
            }
        }
    }
}

#[test]
fn the_build_names_no_target() {
    let script = read("fuzz/oss-fuzz/build.sh");
    for (target, _) in TARGETS {
        assert!(!script.contains(target), "`{target}`: the list comes from `cargo fuzz list`");
    }
}

/// What ClusterFuzzLite does: <https://google.github.io/clusterfuzzlite/running-clusterfuzzlite/github-actions/>.
const MODES: &[&str] = &["code-change", "batch", "prune", "coverage"];

/// Keys of the workflows of ClusterFuzzLite that cannot be left out.
const NEEDED: &[&str] =
    &["on:", "permissions:", "runs-on:", "timeout-minutes:", "uses:", "language:", "sanitizer:", "github-token:", "mode:", "fuzz-seconds:"];

fn parse(text: &str) -> Result<Yaml, String> {
    let documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
    documents.into_iter().next().ok_or_else(|| "it is empty".to_owned())
}

/// How many of the lines that are meant are missed, if each alone is left out.
fn without_each_line(text: &str, meant: impl Fn(&str) -> bool, is_found: impl Fn(&str) -> bool) -> usize {
    let lines: Vec<_> = text.lines().collect();
    let places = lines.iter().enumerate().filter(|(_, line)| meant(line)).map(|(place, _)| place);
    let without = |place: usize| {
        let others = lines.iter().enumerate().filter(|(other, _)| *other != place);
        others.map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    places.filter(|place| is_found(&without(*place))).count()
}

/// The fields of `project.yaml`: <https://google.github.io/oss-fuzz/getting-started/new-project-guide/>.
fn faults_of_project(text: &str) -> Faults {
    let project = match parse(text) {
        Ok(project) => project,
        Err(error) => return vec![error],
    };
    let mut faults = Faults::new();
    for (field, begins) in [("homepage", "https://"), ("main_repo", "https://"), ("primary_contact", "")] {
        let value = project[field].as_str().unwrap_or_default();
        let is_address = value.starts_with(begins) && (!begins.is_empty() || value.contains('@'));
        if value != "FILL_IN" && !is_address {
            faults.push(format!("{field} is neither an address nor to be filled in"));
        }
    }
    if project["language"].as_str() != Some("rust") {
        faults.push("language is not rust".to_owned());
    }
    // Of Rust the only ones: https://google.github.io/oss-fuzz/getting-started/new-project-guide/rust-lang/.
    for (field, only) in [("fuzzing_engines", "libfuzzer"), ("sanitizers", "address")] {
        let values: Option<Vec<_>> = project[field].as_vec().map(|values| values.iter().map(Yaml::as_str).collect());
        if values != Some(vec![Some(only)]) {
            faults.push(format!("{field} is not {only} alone"));
        }
    }
    faults
}

/// The image has our Rust, our sources where build.sh looks for them, and build.sh where `compile` looks for it.
fn faults_of_image(text: &str, context: &Path) -> Faults {
    let instructions: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_whitespace().collect()).collect();
    let mut faults = Faults::new();
    let first = instructions.iter().find(|words| !words.is_empty()).map(Vec::as_slice);
    if !matches!(first, Some(["FROM", image]) if image.starts_with("gcr.io/oss-fuzz-base/base-builder-rust")) {
        faults.push("it does not stand on base-builder-rust".to_owned());
    }
    match toolchain(text) {
        Some(toolchain) if text.contains(&format!("RUN rustup toolchain install {toolchain} ")) => {}
        Some(toolchain) => faults.push(format!("{toolchain} is not installed")),
        None => faults.push("it chooses no toolchain".to_owned()),
    }
    if !instructions.iter().any(|words| words == &["WORKDIR", "$SRC/verdict"]) {
        faults.push("it does not work in $SRC/verdict".to_owned());
    }
    let fetched = |words: &[&str]| {
        words.last() == Some(&"$SRC/verdict") && (words.starts_with(&["COPY"]) || words.starts_with(&["RUN", "git", "clone"]))
    };
    if !instructions.iter().any(|words| fetched(words)) {
        faults.push("it has no sources".to_owned());
    }
    let copied: Vec<_> = instructions.iter().filter(|words| words.first() == Some(&"COPY")).filter_map(|words| words.get(1)).collect();
    faults.extend(copied.iter().filter(|path| !context.join(path).exists()).map(|path| format!("{path} does not exist")));
    if !copied.iter().any(|path| path.ends_with("build.sh")) {
        faults.push("it has no build.sh".to_owned());
    }
    faults
}

fn toolchain(image: &str) -> Option<&str> {
    image.lines().find_map(|line| line.strip_prefix("ENV RUSTUP_TOOLCHAIN="))
}

/// The value of `max_len` in a file of options, if there is one.
fn longest(name: &str) -> Option<usize> {
    let options = fs::read_to_string(root().join(format!("fuzz/oss-fuzz/{name}.options"))).ok()?;
    options.lines().find_map(|line| line.strip_prefix("max_len = ")?.parse().ok())
}

fn faults_of_workflow(path: &str, text: &str) -> Faults {
    let workflow = match parse(text) {
        Ok(workflow) => workflow,
        Err(error) => return vec![error],
    };
    let mut faults = Faults::new();
    if workflow["on"].is_badvalue() {
        faults.push("nothing starts it".to_owned());
    }
    let is_campaign = path.contains("cflite");
    if is_campaign {
        faults.extend(faults_of_start(&workflow));
    }
    let Some(jobs) = workflow["jobs"].as_hash().filter(|jobs| !jobs.is_empty()) else {
        faults.push("it has no jobs".to_owned());
        return faults;
    };
    for (name, job) in jobs {
        let name = name.as_str().unwrap_or_default();
        if job["runs-on"].as_str().is_none() || job["timeout-minutes"].as_i64().is_none() {
            faults.push(format!("{name}: no machine or no limit of time"));
        }
        let steps = job["steps"].as_vec().map(Vec::as_slice).unwrap_or_default();
        if steps.iter().any(|step| step["uses"].as_str().is_none() && step["run"].as_str().is_none()) || steps.is_empty() {
            faults.push(format!("{name}: a step that does nothing"));
        }
        let used = steps.iter().filter_map(|step| step["uses"].as_str());
        faults.extend(used.filter(|action| !is_pinned(action)).map(|action| format!("{action} is not pinned")));
        if is_campaign {
            faults.extend(faults_of_campaign(name, steps));
        }
    }
    faults
}

/// A commit, or a tag of a version.
fn is_pinned(action: &str) -> bool {
    let Some((_, version)) = action.split_once('@') else { return false };
    let is_commit = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_tag = version
        .strip_prefix('v')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    is_commit || is_tag
}

/// Campaigns start for pull requests whose paths exist, or by the clock, and may only read.
fn faults_of_start(workflow: &Yaml) -> Faults {
    let mut faults = Faults::new();
    if workflow["permissions"].as_str() != Some("read-all") {
        faults.push("it may do more than read".to_owned());
    }
    let times = workflow["on"]["schedule"].as_vec().map(Vec::as_slice).unwrap_or_default();
    let paths = workflow["on"]["pull_request"]["paths"].as_vec().map(Vec::as_slice).unwrap_or_default();
    if times.is_empty() && paths.is_empty() {
        faults.push("neither the clock nor a pull request starts it".to_owned());
    }
    if times.iter().any(|time| time["cron"].as_str().is_none_or(|cron| cron.split_whitespace().count() != 5)) {
        faults.push("a time has five parts".to_owned());
    }
    let missing =
        paths.iter().map(|path| path.as_str().unwrap_or_default().trim_end_matches("/**")).filter(|path| !root().join(path).exists());
    faults.extend(missing.map(|path| format!("{path} does not exist")));
    faults
}

/// A campaign builds with one action and runs with another, alike in language and sanitizer.
fn faults_of_campaign(job: &str, steps: &[Yaml]) -> Faults {
    let step = |action: &str| steps.iter().find(|step| step["uses"].as_str().is_some_and(|uses| uses.contains(action)));
    let (Some(build), Some(run)) = (step("/build_fuzzers@"), step("/run_fuzzers@")) else {
        return vec![format!("{job}: it does not build and run")];
    };
    let mut faults = Faults::new();
    for step in [build, run] {
        if step["with"]["language"].as_str() != Some("rust") || step["with"]["github-token"].as_str().is_none() {
            faults.push(format!("{job}: no language or no token"));
        }
    }
    let mode = run["with"]["mode"].as_str().unwrap_or_default();
    let sanitizer = if mode == "coverage" { "coverage" } else { "address" };
    if !MODES.contains(&mode) {
        faults.push(format!("{job}: no mode"));
    }
    if [build, run].iter().any(|step| step["with"]["sanitizer"].as_str() != Some(sanitizer)) {
        faults.push(format!("{job}: the sanitizer is not {sanitizer}"));
    }
    if run["with"]["fuzz-seconds"].as_i64().is_none_or(|seconds| seconds <= 0) {
        faults.push(format!("{job}: no time to fuzz"));
    }
    faults
}
