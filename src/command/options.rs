//! Command line, config and clock, resolved once into what a run is to do.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use super::cli::{OutputFormat, RunArgs, SiteArgs};
use crate::device::Device;
use crate::device::setting::cure as cure_of_setting;
use crate::error::Error;
use crate::finding::closest;
use crate::settings::config::{Config, DEFAULT_PATH, RegistrationSection};
use crate::settings::{
    Clock, DEFAULT_MODE, Format, Options, ReadOptions, Reading, Registration, RegistrationPin,
    Report, Shard, Start, TemplateChoice,
};
use crate::store::{self, read};
use crate::value::Pin;

/// Puts the command line together with the config and the clock. A flag beats the config. `site` is
/// for a command that has an output directory, which need not be there yet.
///
/// # Errors
/// When the config cannot be read, or what is asked for cannot be.
pub fn resolve(args: RunArgs, site: Option<&SiteArgs>, clock: Clock) -> Result<Options, Error> {
    check_rosters(&args.rosters)?;
    let out = site.map(|site| site.out.as_path());
    let none = SiteArgs::default();
    let site = site.unwrap_or(&none);
    let shard = shard(site)?;
    let config_path = match args.config {
        None => {
            let is_there = Path::new(DEFAULT_PATH).try_exists();
            let is_there = is_there.map_err(Error::io("read the config", DEFAULT_PATH))?;
            is_there.then(|| PathBuf::from(DEFAULT_PATH))
        }
        named => named,
    };
    let config = config_path.as_deref().map(read_config).transpose()?;
    let config = config.unwrap_or_default();
    let directory = config_path.as_deref().and_then(Path::parent);
    let beside_config = |path: PathBuf| directory.unwrap_or(Path::new("")).join(path);

    let asked = args.template.or_else(|| match config.template.file {
        Some(file) => Some(TemplateChoice::File(beside_config(file))),
        None => config.template.name.as_deref().map(TemplateChoice::from),
    });
    let names_device = matches!(asked, Some(TemplateChoice::BuiltIn(_)));
    let template = asked.unwrap_or_else(|| Device::DEFAULT.name.into());
    let text = |(key, value)| (key, toml::Value::String(value));
    let given: BTreeMap<_, _> = args.settings.into_iter().map(text).collect();
    if let TemplateChoice::BuiltIn(_) = template {
        if let Some(what) = wrong_setting(&given) {
            return Err(Error::Usage(format!("--set {what}")));
        }
        if let Some(what) = wrong_setting(&config.settings) {
            let path = config_path.unwrap_or_default();
            let what = format!("[settings] {what}");
            return Err(Error::Config { path, what });
        }
    }
    let mut settings = config.settings;
    settings.extend(given);
    let reports = if args.reports.is_empty() {
        let reports = config.output.reports.into_iter();
        let beside = |report: Report| Report {
            path: beside_config(report.path),
            ..report
        };
        reports.map(beside).collect()
    } else {
        args.reports
    };
    let (prints_report, reports) = printed(reports, args.format)?;
    let inputs = inputs(&args.rosters, config_path.as_deref(), &template);
    let default_report = out.filter(|_| reports.is_empty() && !prints_report);
    let default_report = default_report.map(|out| Report {
        path: numbered(&out.join(store::REPORT), shard),
        format: Format::Csv,
    });
    let reports = self::reports(reports, default_report.as_ref(), &inputs, out, shard)?;
    let lists_changes = args.format == OutputFormat::Json
        || reports.iter().any(|report| report.format.lists_changes());
    let policy = config.policy;
    Ok(Options {
        read: ReadOptions {
            delimiter: config.roster.delimiter,
            encoding: config.roster.encoding,
            sheets: either(args.sheets, config.roster.sheets),
            limits: config.limits,
        },
        limits: config.limits,
        reading: Reading {
            columns: config.columns,
            fill_down: either(args.fill_down, config.roster.fill_down),
        },
        rules: config.rules,
        template,
        names_device,
        settings,
        registration: registration(site, &config.registration, clock)?,
        max_deregister: site.max_deregister.unwrap_or(policy.max_deregister),
        max_reassign: site.max_reassign.unwrap_or(policy.max_reassign),
        retire_absent: args.retire_absent || policy.retire_absent,
        on_error: site.on_error.unwrap_or(policy.on_error),
        other_items: policy.other_items,
        reports,
        default_report,
        prints_report,
        lists_changes,
        rosters: args.rosters,
        mode: config.output.mode.unwrap_or(DEFAULT_MODE),
        shard,
        jobs: args.jobs,
        version: clock.minute()?.to_string(),
        now: clock.local(),
    })
}

/// The first setting that the built-in template cannot use, without its value, which may be a secret.
fn wrong_setting(settings: &BTreeMap<String, toml::Value>) -> Option<String> {
    let mut settings = settings.iter();
    settings.find_map(|(name, value)| Some(format!("{name}: {}", cure_of_setting(name, value)?)))
}

/// What was asked for on the command line, or else what the config says.
fn either<T>(asked: Vec<T>, config: Vec<T>) -> Vec<T> {
    if asked.is_empty() { config } else { asked }
}

/// What the flags say, and where they say nothing what the config says. A PIN and a random PIN exclude
/// each other, so they count as one. Flags that would mean nothing are refused.
fn registration(
    flags: &SiteArgs,
    config: &RegistrationSection,
    clock: Clock,
) -> Result<Registration, Error> {
    let start = flags.window_start.or(config.window_start);
    let refused = match start {
        Some(Start::Now) => None,
        _ if flags.reopen_window => {
            Some("--reopen-window opens windows now: add --window-start now")
        }
        Some(Start::Never) if flags.window_duration.is_some() => Some(
            "--window-duration: --window-start none takes the windows out of the files, so \
             they have no duration; leave one of the two out",
        ),
        _ => None,
    };
    if let Some(what) = refused {
        return Err(Error::Usage(what.into()));
    }
    let pin = |pin: Option<Pin>, random: bool| {
        let fixed = pin.map(RegistrationPin::Fixed);
        fixed.or(random.then_some(RegistrationPin::Random))
    };
    Ok(Registration {
        start,
        now: clock.minute()?,
        clock,
        reopen: flags.reopen_window,
        duration: flags.window_duration.or(config.window_duration),
        pin: pin(flags.pin, flags.random_pin).or(pin(config.pin, config.random_pin)),
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

/// Whether one of the reports is printed on standard output, and the others.
fn printed(reports: Vec<Report>, format: OutputFormat) -> Result<(bool, Vec<Report>), Error> {
    let (printed, files): (Vec<_>, Vec<_>) = reports.into_iter().partition(Report::is_printed);
    let wrong = match (printed.len(), format) {
        (1, OutputFormat::Json) => {
            "--format json and --report - both print on standard output; give one of them a file: \
             --report FILE"
        }
        (0 | 1, _) => return Ok((!printed.is_empty(), files)),
        _ => "--report - is given more than once; give it once",
    };
    Err(Error::Usage(wrong.into()))
}

/// Refuses reports that could not be written once the work is done. The shards of a run are given the
/// same names, and each writes a report of its own.
fn reports(
    mut reports: Vec<Report>,
    default: Option<&Report>,
    inputs: &[(&str, &Path)],
    out: Option<&Path>,
    shard: Shard,
) -> Result<Vec<Report>, Error> {
    let refused = |path: &Path, why: String| {
        Error::Usage(format!("cannot write the report {}: {why}", path.display()))
    };
    for report in &mut reports {
        report.path = numbered(&report.path, shard);
    }
    for Report { path, .. } in default.into_iter().chain(&reports) {
        if let Some((kind, input)) = inputs
            .iter()
            .find(|(_, input)| store::is_same_file(input, path))
        {
            let cure = default.map_or("", |_| "; keep it in another directory");
            let why = format!("it is the {kind} itself, {}{cure}", input.display());
            return Err(refused(path, why));
        }
    }
    for Report { path, .. } in &reports {
        if path.is_dir() {
            return Err(refused(path, "it is a directory".into()));
        }
        let directory = store::directory_of(path);
        // The run makes its own directory.
        if out != Some(directory) {
            store::must_be_directory(directory).map_err(|error| {
                let directory = directory.display();
                let why = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no directory {directory}"),
                    _ => format!("the directory {directory}: {error}"),
                };
                Error::io("write the report", path)(io::Error::new(error.kind(), why))
            })?;
        }
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

fn read_config(path: &Path) -> Result<Config, Error> {
    let text = read::read_small(path).map_err(Error::io("read the config", path))?;
    Config::parse(&text).map_err(|what| Error::Config {
        path: path.to_owned(),
        what,
    })
}
