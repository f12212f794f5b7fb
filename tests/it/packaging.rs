//! What a package installs besides the program, and the units that run it at night.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use saphyr::{LoadableYamlNode, Yaml};

use crate::harness::{Then, given, repository};

/// The commands that the help of a command lists.
fn commands_of(help: &Then<'_>) -> Vec<String> {
    let list = help.stdout.split_once("Commands:\n").unwrap().1;
    list.lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

/// Runs a tool that not every machine has; `None`, and a line that says so, where it is missing.
#[allow(clippy::print_stderr, reason = "it says what was not checked")]
fn tool(command: &mut Command) -> Option<(bool, String)> {
    let Ok(output) = command.output() else {
        let name = command.get_program().display();
        eprintln!("{name} is not here: not checked");
        return None;
    };
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8(said).unwrap()))
}

#[test]
fn every_command_has_a_man_page_without_faults() {
    let given = given();
    given.when("man --out pages").code(0);
    let mut expected = BTreeSet::from(["dect-roster.1".to_owned()]);
    for command in commands_of(&given.when("--help")) {
        expected.insert(format!("dect-roster-{command}.1"));
        if command == "template" {
            for part in commands_of(&given.when("template --help")) {
                expected.insert(format!("dect-roster-template-{part}.1"));
            }
        }
    }
    let pages = given.files("pages");
    assert_eq!(pages.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let page = given.when("man").code(0).stdout;
    assert!(page.as_bytes() == pages["dect-roster.1"], "{page}");
    for name in pages.keys() {
        let path = given.path("pages").join(name);
        if let Some((passed, said)) = tool(
            Command::new("mandoc")
                .args(["-T", "lint", "-W", "error"])
                .arg(&path),
        ) {
            assert!(passed, "{name}: {said}");
        }
        if let Some((passed, said)) =
            tool(Command::new("groff").args(["-man", "-ww", "-z"]).arg(&path))
        {
            assert!(passed && said.is_empty(), "{name}: {said}");
        }
    }
}

#[test]
fn completions_are_scripts_that_the_shell_takes() {
    for (shell, option) in [("bash", "-n"), ("zsh", "-n"), ("fish", "-n")] {
        let given = given();
        let script = given.when(&format!("completions {shell}")).code(0).stdout;
        assert!(script.contains("max-deregister"), "{shell}");
        given.write("script", script);
        if let Some((passed, said)) =
            tool(Command::new(shell).arg(option).arg(given.path("script")))
        {
            assert!(passed && said.is_empty(), "{shell}: {said}");
        }
    }
}

/// What is typed, and what each shell must offer for its last word.
const TYPED: [(&str, &[&str]); 8] = [
    ("dect-roster pl", &["plan"]),
    ("dect-roster build --max-r", &["--max-reassign"]),
    ("dect-roster build --on-error ", &["abort", "hold", "skip"]),
    ("dect-roster plan --template n8", &["n870"]),
    ("dect-roster explain ipui-c", &["ipui-check-digit"]),
    ("dect-roster template sh", &["show"]),
    ("dect-roster template show n6", &["n610", "n670"]),
    ("dect-roster completions f", &["fish"]),
];

/// Asks a shell for the candidates of each line; it prints them one per line, and may explain them after a
/// tab.
fn assert_offers(shell: &str, plain: &str, ask: impl Fn(&str) -> String) {
    let given = given();
    let script = given.when(&format!("completions {shell}")).code(0).stdout;
    given.write("script", script);
    for (typed, expected) in TYPED {
        let mut command = Command::new(shell);
        command
            .args([plain, "-c", &format!("source ./script; {}", ask(typed))])
            .current_dir(given.root());
        if let Some((_, said)) = tool(&mut command) {
            let offered: BTreeSet<_> = said
                .lines()
                .filter_map(|line| line.split('\t').next())
                .filter(|word| !word.is_empty())
                .collect();
            assert_eq!(
                offered,
                expected.iter().copied().collect(),
                "{typed}: {said}"
            );
        }
    }
}

#[test]
fn bash_offers_what_may_come_next() {
    assert_offers("bash", "--norc", |typed| {
        let words: Vec<_> = typed.split(' ').collect();
        let [.., before, last] = &*words else {
            unreachable!()
        };
        format!(
            "COMP_WORDS=({typed}{}); COMP_CWORD={}; \
             _dect__roster dect-roster '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            if last.is_empty() { "''" } else { "" },
            words.len() - 1,
        )
    });
}

#[test]
fn fish_offers_what_may_come_next() {
    assert_offers("fish", "--no-config", |typed| {
        format!("complete -C '{typed}'")
    });
}

/// A zsh completes on a terminal only, so it gets one of its own and is asked to complete the line.
#[test]
fn zsh_completes_what_can_only_be_one_thing() {
    let given = given();
    given.write("_dect-roster", given.when("completions zsh").code(0).stdout);
    let typed: Vec<_> = TYPED
        .iter()
        .filter(|(_, expected)| expected.len() == 1)
        .collect();
    for (typed, expected) in typed {
        let ask = format!(
            "zmodload zsh/zpty; zpty z zsh -f -i; \
             zpty -w z 'PS1=; stty -echo; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; \
             print REA''DY'; \
             while zpty -r z line; do [[ $line == *READY* ]] && break; done; \
             zpty -w -n z $'{typed}\\t'; said=; \
             for try in {{1..100}}; do sleep 0.05; zpty -r -t z more && said+=$more; \
             [[ $said == *{}* ]] && break; done; print -r -- $said; zpty -d z",
            expected[0]
        );
        let mut zsh = Command::new("zsh");
        zsh.args(["-f", "-c", &ask]).current_dir(given.root());
        if let Some((_, said)) = tool(&mut zsh) {
            assert!(said.contains(expected[0]), "{typed}: {said}");
        }
    }
}

/// No PowerShell is asked: its script has each candidate in the part of its command.
#[test]
fn powershell_has_what_may_come_next() {
    let script = given().when("completions powershell").code(0).stdout;
    for (path, expected) in [
        ("explain", "ipui-check-digit"),
        ("template;show", "n870"),
        ("completions", "fish"),
        ("build", "--max-reassign"),
    ] {
        let part = script
            .split(&format!("'dect-roster;{path}' {{\n"))
            .nth(1)
            .unwrap();
        let part = part.split("break\n").next().unwrap();
        assert!(
            part.contains(&format!("::new('{expected}'")),
            "{path}: {part}"
        );
    }
}

#[test]
fn a_man_page_says_where_files_are_and_what_codes_mean() {
    let given = given();
    given.when("man --out pages").code(0);
    for (name, page) in given.files("pages") {
        let page = String::from_utf8(page).unwrap();
        for section in ["FILES", "ENVIRONMENT", "\"EXIT STATUS\"", "VERSION"] {
            assert!(
                page.contains(&format!(".SH {section}\n")),
                "{name}: {section}"
            );
        }
    }
    let page = String::from_utf8(given.files("pages")["dect-roster-build.1"].clone()).unwrap();
    let examples = page.split(".SH EXAMPLES").nth(1).unwrap();
    assert!(
        examples.contains("dect\\-roster build roster.xlsx"),
        "{examples}"
    );
    assert!(!page.contains(".SH EXTRA"), "{page}");
    assert!(page.contains("\\-\\-color"), "{page}");
    assert!(!page.contains("\\-\\-version"), "{page}");
    let page = &given.files("pages")["dect-roster-template-from.1"];
    let page = String::from_utf8_lossy(page);
    assert!(page.contains("dect\\-roster template from"), "{page}");
    let version = format!("\"dect-roster {}\"", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&version), "{page}");
}

#[test]
fn the_nightly_service_builds_the_roster_of_its_directory() {
    let unit =
        std::fs::read_to_string(repository("packaging/systemd/dect-roster.service")).unwrap();
    let setting = |name: &str| {
        let mut lines = unit.lines();
        lines
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .unwrap()
    };
    let defaults: BTreeMap<_, _> = setting("Environment")
        .split(' ')
        .map(|variable| variable.split_once('=').unwrap())
        .collect();
    let given = given().copy("samples/roster.xlsx").file("log/.keep", "");
    let line = setting("ExecStart")
        .replace("$ROSTER", defaults["ROSTER"])
        .replace("$OPTIONS", defaults["OPTIONS"])
        .replace(&format!("/var/lib/{}", setting("StateDirectory")), "out")
        .replace(&format!("/var/log/{}", setting("LogsDirectory")), "log");
    let then = given
        .when(line.strip_prefix("/usr/bin/dect-roster ").unwrap())
        .code(0);
    assert_eq!(then.names("out"), ["7C2F806E93D2.xml", "7C2F80A41C07.xml"]);
    // The room, which only a template of one's own uses, and the two new bases.
    let findings = then.findings("log/report.csv");
    let codes: Vec<_> = findings.iter().map(|finding| finding.get("code")).collect();
    assert_eq!(codes, ["unused-column", "no-window", "no-window"]);
}

#[test]
fn the_nightly_service_is_confined() {
    let unit = repository("packaging/systemd/dect-roster.service");
    let mut rating = Command::new("systemd-analyze");
    // The threshold is ten times the score.
    rating
        .args(["security", "--offline=true", "--threshold=15"])
        .arg(unit);
    if let Some((passed, said)) = tool(&mut rating) {
        assert!(passed, "{said}");
    }
}

#[test]
fn the_container_is_made_of_files_that_are_there() {
    let file = std::fs::read_to_string(repository("packaging/container/Containerfile")).unwrap();
    let copied = file.lines().filter_map(|line| line.strip_prefix("COPY "));
    let mut sources = 0;
    for words in copied.filter(|words| !words.starts_with("--from")) {
        let (paths, _) = words.rsplit_once(' ').unwrap();
        for path in paths.split(' ') {
            assert!(repository(path).exists(), "{path}");
            sources += 1;
        }
    }
    assert!(sources > 3);
    let user = file
        .lines()
        .find_map(|line| line.strip_prefix("USER "))
        .unwrap();
    assert!(
        user.split(':')
            .all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)),
        "{user}"
    );
}

/// The scripts in the steps of a workflow.
fn steps_of(workflow: &str) -> Vec<String> {
    let file = fs::read_to_string(repository(workflow)).unwrap();
    let documents = Yaml::load_from_str(&file).unwrap();
    let jobs = documents[0]["jobs"].as_mapping().unwrap();
    let steps = jobs
        .values()
        .filter_map(|job| job.as_mapping_get("steps")?.as_vec());
    steps
        .flatten()
        .filter_map(|step| Some(step.as_mapping_get("run")?.as_str()?.to_owned()))
        .collect()
}

/// The targets of a release.
fn targets() -> Vec<String> {
    let file = fs::read_to_string(repository(".github/workflows/release.yml")).unwrap();
    let documents = Yaml::load_from_str(&file).unwrap();
    let matrix = &documents[0]["jobs"]["build"]["strategy"]["matrix"]["include"];
    let builds = matrix.as_vec().unwrap().iter();
    builds
        .map(|build| build["target"].as_str().unwrap().to_owned())
        .collect()
}

/// What a script of a release prints.
fn release_script(name: &str, arguments: &[&str]) -> String {
    let script = repository("packaging/release").join(name);
    let output = Command::new(script).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The archive of each target, by the script that says so.
fn archives() -> Vec<String> {
    let targets = targets();
    let names = targets.iter().map(|target| {
        let name = release_script("name", &[target]);
        name.trim_end().to_owned()
    });
    names.collect()
}

fn package() -> toml::Table {
    let manifest = fs::read_to_string(repository("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    manifest["package"].as_table().unwrap().clone()
}

#[test]
fn the_steps_of_the_workflows_are_scripts_that_can_be_run() {
    let mut scripts = BTreeSet::new();
    for workflow in [".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        for step in steps_of(workflow) {
            // A value that is pasted into a script could be a script itself.
            assert!(!step.contains("${{"), "{workflow}: {step}");
            let words = step.split_whitespace();
            scripts.extend(
                words
                    .filter(|word| word.starts_with("packaging/") || word.starts_with(".ci/"))
                    .map(str::to_owned),
            );
        }
    }
    for script in &scripts {
        let file = fs::metadata(repository(script));
        let file = file.unwrap_or_else(|error| panic!("{script}: {error}"));
        assert!(file.permissions().mode() & 0o100 != 0, "{script}");
    }
    assert!(scripts.contains("packaging/release/archive"), "{scripts:?}");
    assert!(scripts.len() > 7, "{scripts:?}");
}

#[test]
fn the_scripts_of_a_release_have_no_faults() {
    let scripts = fs::read_dir(repository("packaging/release")).unwrap();
    let mut shellcheck = Command::new("shellcheck");
    shellcheck.args(scripts.map(|script| script.unwrap().path()));
    if let Some((passed, said)) = tool(&mut shellcheck) {
        assert!(passed, "{said}");
    }
}

/// `cargo binstall` downloads what the scripts make.
#[test]
fn binstall_asks_for_the_archives_of_a_release() {
    let package = package();
    let binstall = &package["metadata"]["binstall"];
    for (target, archive) in targets().iter().zip(archives()) {
        let format = binstall["overrides"].get(target).unwrap_or(binstall)["pkg-fmt"]
            .as_str()
            .unwrap();
        let suffix = match format {
            "tgz" => ".tar.gz",
            "zip" => ".zip",
            _ => panic!("{target}: {format}"),
        };
        let fill = |key: &str| {
            let text = binstall[key].as_str().unwrap();
            [
                ("repo", package["repository"].as_str().unwrap()),
                ("version", package["version"].as_str().unwrap()),
                ("name", "dect-roster"),
                ("target", target),
                ("archive-suffix", suffix),
                ("bin", "dect-roster"),
            ]
            .iter()
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{ {name} }}"), value)
            })
        };
        assert_eq!(
            fill("pkg-url"),
            format!(
                "{}/releases/download/v{}/{archive}",
                package["repository"].as_str().unwrap(),
                package["version"].as_str().unwrap()
            )
        );
        // The directory in an archive is called like the archive.
        assert_eq!(
            fill("bin-dir"),
            format!(
                "{}/dect-roster{{ binary-ext }}",
                archive.strip_suffix(suffix).unwrap()
            )
        );
    }
}

#[test]
fn the_manifests_name_the_archives_with_their_checksums() {
    let given = given();
    let mut sums = String::new();
    for (number, archive) in archives().iter().enumerate() {
        writeln!(sums, "{:064x}  {archive}", number + 1).unwrap();
    }
    given.write("SHA256SUMS", &sums);
    let path = |name: &str| given.path(name).to_str().unwrap().to_owned();
    release_script(
        "manifests",
        &["1.2.3", &path("SHA256SUMS"), &path("manifests")],
    );
    let mut named = BTreeSet::new();
    for (name, manifest) in given.files("manifests") {
        let manifest = String::from_utf8(manifest).unwrap();
        assert!(manifest.contains("1.2.3"), "{name}: {manifest}");
        for (sum, archive) in sums.lines().map(|line| line.split_once("  ").unwrap()) {
            let place = format!("/releases/download/v1.2.3/{archive}\"");
            assert_eq!(
                manifest.contains(&place),
                manifest.contains(sum),
                "{name}: {archive}"
            );
            if manifest.contains(sum) {
                named.insert(archive.to_owned());
            }
        }
        match name.rsplit_once('.').unwrap().1 {
            "json" => {
                serde_json::from_str::<serde_json::Value>(&manifest).unwrap();
            }
            "yaml" => {
                Yaml::load_from_str(&manifest).unwrap();
            }
            _ => {}
        }
    }
    assert_eq!(named, archives().into_iter().collect());
}

/// The pages say what to download; a release has it.
#[test]
fn the_pages_link_to_files_of_a_release() {
    let repository_url = package()["repository"].as_str().unwrap().to_owned();
    let latest = format!("{repository_url}/releases/latest/download/");
    let mut known = archives();
    known.extend(["SHA256SUMS", "dect-roster.json"].map(str::to_owned));
    for page in ["README.md", "docs/install.md"] {
        let text = fs::read_to_string(repository(page)).unwrap();
        let mut links = 0;
        for part in text.split(&latest).skip(1) {
            let end = part
                .find(|letter: char| letter.is_whitespace() || ")`".contains(letter))
                .unwrap();
            assert!(
                known.iter().any(|name| name == &part[..end]),
                "{page}: {part}"
            );
            links += 1;
        }
        assert!(links > 0, "{page}");
    }
}
