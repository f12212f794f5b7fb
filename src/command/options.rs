//! Command line, config and clock, resolved once into what a run is to do.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::cli::{RunArgs, SiteArgs};
use crate::device::template;
use crate::error::Error;
use crate::finding::{Rules, closest};
use crate::settings::config::{
    Config, DEFAULT_PATH, RegistrationSection, RosterSection, TemplateSection, TextOrNumber,
};
use crate::settings::{
    Allowance, Clock, DEFAULT_MODE, Format, Limits, Options, ReadOptions, Reading, Registration,
    RegistrationPin, Shard, Start, TemplateChoice,
};
use crate::store::{self, read};
use crate::value::{Field, WindowDuration};

/// The seconds within which a base notices that its IPUIs have changed. In a window that is shorter no
/// handset may get in.
const NOTICED_AFTER: u32 = 180;

/// Resolves the command line against the config and the clock. A flag beats the config. `site` is
/// for a command that has an output directory, which need not be there yet.
///
/// # Errors
/// When the config cannot be read, or a value of either means nothing.
pub fn resolve(args: RunArgs, site: Option<&SiteArgs>, clock: Clock) -> Result<Options, Error> {
    check_rosters(&args.rosters)?;
    let shard = match site {
        Some(site) => shard(site)?,
        None => Shard::WHOLE,
    };
    let config_path = if args.config.is_some() {
        args.config
    } else {
        let is_there = Path::new(DEFAULT_PATH).try_exists();
        let is_there = is_there.map_err(Error::io("read the config", DEFAULT_PATH))?;
        is_there.then(|| PathBuf::from(DEFAULT_PATH))
    };
    let config = config_path
        .as_deref()
        .map(read_config)
        .transpose()?
        .unwrap_or_default();
    let wrong = |what: String| match &config_path {
        Some(path) => Error::Config {
            path: path.clone(),
            what,
        },
        None => Error::Usage(what),
    };
    let beside_config = |path: PathBuf| match config_path.as_deref().and_then(Path::parent) {
        Some(directory) => directory.join(path),
        None => path,
    };

    let filled = fill_down(&config.roster.fill_down)
        .map_err(|what| wrong(format!("[roster] fill_down: {what}")))?;
    let asked =
        fill_down(&args.fill_down).map_err(|what| Error::Usage(format!("--fill-down: {what}")))?;
    let mut read = read_options(config.roster, config.limits).map_err(wrong)?;
    if !args.sheets.is_empty() {
        read.sheets = args.sheets;
    }
    let template = template(args.template, config.template, beside_config).map_err(wrong)?;
    let mut settings = config.settings;
    add_settings(&mut settings, &args.settings)?;
    let flags = RegistrationSection {
        window_start: args.window_start,
        window_duration: args.window_duration.map(TextOrNumber::Text),
        random_pin: args.random_pin.then_some(true),
        pin: args.pin,
    };
    let flags = registration(flags, clock)
        .map_err(|(key, what)| Error::Usage(format!("--{}: {what}", key.replace('_', "-"))))?;
    let configured = registration(config.registration, clock)
        .map_err(|(key, what)| wrong(format!("[registration] {key}: {what}")))?;
    let reopen = site.is_some_and(|site| site.reopen_window);
    let registration = resolved(flags, configured, reopen)?;
    let policy = config.policy;
    let report_paths = if args.reports.is_empty() {
        let reports = config.output.reports.into_iter();
        reports.map(beside_config).collect()
    } else {
        args.reports
    };
    let inputs = inputs(&args.rosters, config_path.as_deref(), &template);
    let default_report = site.filter(|_| report_paths.is_empty());
    let default_report = default_report.map(|site| numbered(&site.out.join(store::REPORT), shard));
    let reports = reports(
        report_paths,
        default_report.as_deref(),
        &inputs,
        site,
        shard,
    )?;
    Ok(Options {
        read,
        limits: config.limits,
        reading: Reading {
            columns: columns(config.columns).map_err(wrong)?,
            fill_down: if asked.is_empty() { filled } else { asked },
        },
        rules: Rules::new(config.rules).map_err(|error| wrong(format!("[rules] {error}")))?,
        template,
        settings,
        registration,
        max_deregister: allowance("deregister", args.max_deregister, policy.max_deregister)?,
        max_reassign: allowance("reassign", args.max_reassign, policy.max_reassign)?,
        retire_absent: args.retire_absent || policy.retire_absent.unwrap_or(false),
        on_error: args.on_error.or(policy.on_error).unwrap_or_default(),
        other_items: policy.other_items.unwrap_or_default(),
        reports,
        default_report,
        rosters: args.rosters,
        mode: config
            .output
            .mode
            .map_or(Ok(DEFAULT_MODE), |mode| parse_mode(&mode))
            .map_err(wrong)?,
        shard,
        jobs: args.jobs.map(threads).transpose()?,
        version: clock.minute()?.to_string(),
        now: clock.local(),
    })
}

fn template(
    flag: Option<String>,
    section: TemplateSection,
    beside_config: impl Fn(PathBuf) -> PathBuf,
) -> Result<TemplateChoice, String> {
    match (flag, section.name, section.file) {
        (None, Some(_), Some(_)) => {
            Err("[template] has both name and file; only one can be used".into())
        }
        (None, None, Some(file)) => Ok(TemplateChoice::File(beside_config(file))),
        (flag, name, _) => {
            let chosen = flag.or(name);
            let chosen = chosen.as_deref().unwrap_or(template::DEFAULT);
            Ok(TemplateChoice::from_argument(chosen))
        }
    }
}

/// What these flags say, and where they say nothing what the config says. A PIN and a random
/// PIN exclude each other, so they count as one. Flags that would mean nothing are refused.
fn resolved(
    flags: Registration,
    config: Registration,
    reopen: bool,
) -> Result<Registration, Error> {
    let start = flags.start.or(config.start);
    let refused = match start {
        Some(Start::Now(_)) => None,
        _ if reopen => Some("--reopen-window opens windows now: add --window-start now"),
        Some(Start::Never) if flags.duration.is_some() => Some(
            "--window-duration: --window-start none takes the windows out of the files, so \
                 they have no duration; leave one of the two out",
        ),
        _ => None,
    };
    if let Some(what) = refused {
        return Err(Error::Usage(what.into()));
    }
    Ok(Registration {
        start,
        reopen,
        duration: flags.duration.or(config.duration),
        pin: flags.pin.or(config.pin),
    })
}

/// Refuses rosters that cannot be meant, before anything is read.
fn check_rosters(rosters: &[PathBuf]) -> Result<(), Error> {
    let mut seen = HashMap::with_capacity(rosters.len());
    for path in rosters {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let excel = name.strip_prefix("~$");
        let libre_office = name
            .strip_prefix(".~lock.")
            .and_then(|name| name.strip_suffix('#'));
        if let Some(open) = excel.or(libre_office) {
            return Err(Error::Usage(format!(
                "{} is no roster: it only says that somebody has {open} open; save that and name {open} itself",
                path.display()
            )));
        }
        // It has no ending that tells a format, which is not what is wrong with it.
        if path.is_dir() {
            read::open(path).map_err(Error::io("read", path))?;
        }
        // One that cannot be looked at may be there all the same.
        if path.as_os_str() != "-"
            && path.try_exists().is_ok_and(|exists| !exists)
            && let Some(similar) = neighbour(path)
        {
            let what = format!("there is no such file; did you mean {}?", similar.display());
            let missing = io::Error::new(io::ErrorKind::NotFound, what);
            return Err(Error::io("read", path)(missing));
        }
        let file = path.canonicalize().unwrap_or_else(|_| path.clone());
        if let Some(first) = seen.insert(file, path) {
            return Err(Error::Usage(format!(
                "{} and {} are one file; name each roster once",
                first.display(),
                path.display()
            )));
        }
    }
    Ok(())
}

/// The file in the same directory whose name is most like that of one that is not there.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let directory = path.parent()?;
    let listed = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    let names: Vec<String> = listed
        .read_dir()
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let similar = closest(
        path.file_name()?.to_str()?,
        names.iter().map(String::as_str),
    )?;
    Some(directory.join(similar))
}

fn read_options(section: RosterSection, limits: Limits) -> Result<ReadOptions, String> {
    let delimiter = section
        .delimiter
        .as_deref()
        .map(|text| match (text, text.as_bytes()) {
            ("tab" | "\\t", _) => Ok(b'\t'),
            (_, [byte]) => Ok(*byte),
            _ => Err(format!(
                "[roster] delimiter {text:?} is not a single character such as \";\", or \"tab\""
            )),
        });
    let encoding = section.encoding.as_deref().map(|label| {
        Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            format!("[roster] encoding {label:?} is unknown; try \"utf-8\" or \"windows-1252\"")
        })
    });
    Ok(ReadOptions {
        delimiter: delimiter.transpose()?,
        encoding: encoding.transpose()?,
        sheets: section.sheets,
        limits,
    })
}

fn columns(columns: BTreeMap<String, Vec<String>>) -> Result<Vec<(String, Field)>, String> {
    let mut named = Vec::new();
    for (name, headers) in columns {
        let field = field(&name).map_err(|what| format!("[columns] {what}"))?;
        named.extend(headers.into_iter().map(|header| (header, field)));
    }
    Ok(named)
}

/// Adds what `--set` says to the settings of the config.
fn add_settings(
    settings: &mut BTreeMap<String, toml::Value>,
    asked: &[String],
) -> Result<(), Error> {
    for setting in asked {
        let pair = setting.split_once('=').filter(|(key, _)| !key.is_empty());
        let (key, value) = pair.ok_or_else(|| {
            Error::Usage(format!(
                "--set {setting:?} is not KEY=VALUE, for example --set voicemail=*2"
            ))
        })?;
        settings.insert(key.to_owned(), toml::Value::String(value.to_owned()));
    }
    Ok(())
}

/// The field of a name, or what is wrong with the name.
fn field(name: &str) -> Result<Field, String> {
    Field::from_name(name).ok_or_else(|| {
        let known = Field::ALL.map(Field::name);
        let similar = closest(name, known)
            .map(|known| format!(" (did you mean `{known}`?)"))
            .unwrap_or_default();
        format!(
            "there is no field `{name}`{similar}; the fields are {}",
            known.join(", ")
        )
    })
}

/// The fields to fill down. What each handset has for itself would be in two rows then.
fn fill_down(names: &[String]) -> Result<Vec<Field>, String> {
    let filled = |name: &String| match field(name)? {
        own @ (Field::Extension | Field::Ipui | Field::Position | Field::Password) => Err(format!(
            "each row needs {own} for itself; fill in the cells"
        )),
        shared => Ok(shared),
    };
    names.iter().map(filled).collect()
}

/// Reads the values of `[registration]` or of its flags; an error names the key.
fn registration(
    section: RegistrationSection,
    clock: Clock,
) -> Result<Registration, (&'static str, String)> {
    let start = match section.window_start.as_deref() {
        None => None,
        Some("now") => Some(Start::Now(
            clock
                .minute()
                .map_err(|error| ("window_start", error.to_string()))?,
        )),
        Some("none") => Some(Start::Never),
        Some(time) => Some(Start::At(
            time.parse()
                .map_err(|error| ("window_start", format!("{error}")))?,
        )),
    };
    let duration = section.window_duration.map(|duration| {
        let text = duration.into_text();
        let parsed: WindowDuration = text
            .parse()
            .map_err(|error| ("window_duration", format!("{error}")))?;
        // With its unit it is meant, also for a test at the desk.
        let is_bare = text.trim().parse::<u32>().is_ok();
        if is_bare && (1..NOTICED_AFTER).contains(&parsed.seconds()) {
            let what = format!(
                "{text:?} is {} seconds, and a base may take {NOTICED_AFTER} to notice a new handset; \
                 write the unit, such as {text}h or {text}d, or 0 for ever",
                parsed.seconds()
            );
            return Err(("window_duration", what));
        }
        Ok(parsed)
    });
    let pin = match (section.pin, section.random_pin) {
        (Some(_), Some(true)) => {
            return Err(("pin", "a PIN and a random PIN exclude each other".into()));
        }
        (Some(pin), _) => Some(RegistrationPin::Fixed(
            pin.parse().map_err(|error| ("pin", format!("{error}")))?,
        )),
        (None, Some(true)) => Some(RegistrationPin::Random),
        (None, _) => None,
    };
    Ok(Registration {
        start,
        reopen: false,
        duration: duration.transpose()?,
        pin,
    })
}

/// Reads the allowance `--max-NAME`, or else that of the config.
fn allowance(
    name: &str,
    flag: Option<String>,
    config: Option<TextOrNumber>,
) -> Result<Allowance, Error> {
    let (text, origin) = match (flag, config) {
        (Some(text), _) => (text, format!("--max-{name}")),
        (None, Some(text)) => (text.into_text(), format!("[policy] max_{name}")),
        (None, None) => return Ok(Allowance::default()),
    };
    text.parse()
        .map_err(|error| Error::Usage(format!("{origin} {text:?}: {error}")))
}

/// The share of the bases. An engine that gives only an index would have every machine do the whole
/// roster, so half of what makes a shard is refused.
fn shard(site: &SiteArgs) -> Result<Shard, Error> {
    let cure = "or --shard I/N, such as --shard 3/8; --shard 1/1 is the whole roster";
    match (site.shard, site.shard_index, site.shard_count) {
        (Some(shard), ..) => Ok(shard),
        (None, None, None) => Ok(Shard::WHOLE),
        (None, Some(index), Some(count)) => {
            Shard::new(index.saturating_add(1), count).map_err(|error| {
                Error::Usage(format!(
                    "--shard-index {index}, the first being 0, of --shard-count {count}: {error}"
                ))
            })
        }
        (None, Some(index), None) => Err(Error::Usage(format!(
            "--shard-index is {index}, by the option or by JOB_COMPLETION_INDEX, so this is one of \
             several jobs: give their number with --shard-count, {cure}"
        ))),
        (None, None, Some(count)) => Err(Error::Usage(format!(
            "--shard-count {count} does not say which of the {count} shards this is: give \
             --shard-index, {cure}"
        ))),
    }
}

/// Takes the reports asked for, and refuses what could not be written once the work is done.
///
/// The shards of a run are given the same names, and each writes a report of its own.
fn reports(
    paths: Vec<PathBuf>,
    default: Option<&Path>,
    inputs: &[(&str, &Path)],
    site: Option<&SiteArgs>,
    shard: Shard,
) -> Result<Vec<(PathBuf, Format)>, Error> {
    let refused = |path: &Path, why: String| {
        Error::Usage(format!("cannot write the report {}: {why}", path.display()))
    };
    let input_at = |path: &Path| inputs.iter().find(|(_, input)| is_same_file(input, path));
    if let Some(report) = default
        && let Some((kind, input)) = input_at(report)
    {
        let input = input.display();
        let why = format!("it is the {kind} itself, {input}; keep it in another directory");
        return Err(refused(report, why));
    }
    let mut reports = Vec::with_capacity(paths.len());
    for path in paths {
        let format = Format::from_path(&path).map_err(|error| Error::Usage(error.to_string()))?;
        let path = numbered(&path, shard);
        let directory = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        if path.is_dir() {
            return Err(refused(&path, "it is a directory".into()));
        }
        if let Some((kind, input)) = input_at(&path) {
            let why = format!("it is the {kind} itself, {}", input.display());
            return Err(refused(&path, why));
        }
        if site.is_none_or(|site| site.out != directory) {
            store::must_be_directory(directory).map_err(|error| {
                let directory = directory.display();
                let why = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no directory {directory}"),
                    _ => format!("the directory {directory}: {error}"),
                };
                Error::io("write the report", &path)(io::Error::new(error.kind(), why))
            })?;
        }
        reports.push((path, format));
    }
    Ok(reports)
}

/// `report.html` of shard 3 of 8: `report-3-of-8.html`.
fn numbered(path: &Path, shard: Shard) -> PathBuf {
    if shard.is_whole() {
        return path.to_owned();
    }
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push("-");
    name.push(shard.file_name());
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

/// The files that the run reads, which no report may replace, each with what it is.
fn inputs<'p>(
    rosters: &'p [PathBuf],
    config: Option<&'p Path>,
    template: &'p TemplateChoice,
) -> Vec<(&'static str, &'p Path)> {
    let template = match template {
        TemplateChoice::File(file) => Some(("template", file.as_path())),
        TemplateChoice::BuiltIn(_) => None,
    };
    let rosters = rosters.iter().map(|path| ("roster", path.as_path()));
    let config = config.map(|path| ("config", path));
    rosters.chain(config).chain(template).collect()
}

/// Whether two names lead to one file, through links of either kind too.
fn is_same_file(a: &Path, b: &Path) -> bool {
    let identity = |path: &Path| {
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    identity(a).is_some_and(|a| Some(a) == identity(b))
}

fn parse_mode(text: &str) -> Result<u32, String> {
    u32::from_str_radix(text, 8)
        .ok()
        .filter(|mode| *mode <= 0o777 && mode & 0o600 == 0o600)
        .ok_or_else(|| format!("[output] mode {text:?} is not a file mode such as \"0640\" that its owner can write"))
}

fn threads(jobs: usize) -> Result<NonZeroUsize, Error> {
    NonZeroUsize::new(jobs).ok_or_else(|| {
        Error::Usage(
            "--jobs 0: at least one thread is needed; without --jobs there is one a processor"
                .into(),
        )
    })
}

fn read_config(path: &Path) -> Result<Config, Error> {
    let text = read::read_small(path).map_err(Error::io("read the config", path))?;
    Config::parse(&text).map_err(|what| Error::Config {
        path: path.to_owned(),
        what,
    })
}
