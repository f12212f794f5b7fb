//! What a base has of its own: what its row in the bases table says goes before the options of the run.

use std::collections::BTreeMap;

use crate::device::render::{Renderer, settings_read};
use crate::device::template::Template;
use crate::device::{DEVICES, Device};
use crate::finding::{Collector, Problem, Severity, closest};
use crate::roster::Roster;
use crate::settings::{Options, Registration, RegistrationPin};
use crate::validate::Joined;
use crate::validate::bases::Bases;
use crate::value::Mac;

/// The templates that rows of bases name, by what they say.
pub(super) type Templates = BTreeMap<String, Template>;

/// What one base has of its own.
pub(super) struct Own<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) registration: Registration,
    /// The renderer, where it is not that of the run.
    pub(super) renderer: Option<Renderer<'a>>,
}

/// Loads the templates that rows of bases name, and those of the devices that bases are, where the run's is
/// not theirs. Returns the bases whose template cannot be used.
pub(super) fn templates(
    joined: &Joined<'_>,
    run: &Template,
    options: &Options,
    findings: &mut Collector<'_>,
) -> (Templates, Vec<Mac>) {
    let mut templates = Templates::new();
    let mut refused = Vec::new();
    let others = DEVICES
        .iter()
        .filter(|device| !device.is_like(run.device()));
    for device in others.filter(|device| joined.has_device(device)) {
        if let Ok(template) = Template::of(device, options.limits) {
            templates.insert(device.name.to_owned(), template);
        }
    }
    for (mac, row) in joined.bases.rows() {
        let (Some(name), Some(place)) = (&row.template, row.template_place()) else {
            continue;
        };
        if !templates.contains_key(name) {
            match Template::load(&name.as_str().into(), options.limits) {
                Ok(template) => {
                    templates.insert(name.clone(), template);
                }
                Err(error) => {
                    let such_as = "n720, n870, or the path of a template";
                    let setting = (error.to_string().into(), such_as.into());
                    let problem = Problem::InvalidBaseSetting(Box::new(setting));
                    if findings.add(place, None, problem, None) == Some(Severity::Error) {
                        refused.push(mac);
                    }
                    continue;
                }
            }
        }
        let device = joined.device(mac);
        if !templates[name].device().is_like(device) {
            let what = format!("the template is not for the {} of this base", device.name);
            let such_as = format!(
                "a template for the {}, or the right device into the column device",
                device.name
            );
            let problem = Problem::InvalidBaseSetting(Box::new((what.into(), such_as.into())));
            if findings.add(place, None, problem, None) == Some(Severity::Error) {
                refused.push(mac);
            }
        }
    }
    (templates, refused)
}

/// Names the columns of bases tables that no template reads.
pub(super) fn look_for_unknown_settings(
    bases: &Bases,
    run: &Template,
    templates: &Templates,
    findings: &mut Collector<'_>,
) {
    let columns = bases.settings();
    if columns.is_empty() {
        return;
    }
    let given = columns
        .keys()
        .map(|name| (name.clone(), toml::Value::from("")));
    let given: BTreeMap<_, _> = given.collect();
    let read: Vec<_> = templates
        .values()
        .chain([run])
        .map(|template| settings_read(template, &given))
        .collect();
    for (name, place) in columns {
        if read
            .iter()
            .any(|read| read.others || read.names.contains(name))
        {
            continue;
        }
        let known = read.iter().flat_map(|read| &read.names).map(String::as_str);
        let near = closest(name, known).map(Into::into);
        let problem = Problem::UnknownSetting(Box::new((name.as_str().into(), near)));
        findings.add(*place, None, problem, None);
    }
}

/// What the base has of its own.
pub(super) fn of<'a>(
    mac: Mac,
    device: &Device,
    bases: &'a Bases,
    options: &Options,
    roster: &'a Roster,
    run: &'a Template,
    templates: &'a Templates,
) -> Own<'a> {
    let of_device = (!run.device().is_like(device)).then(|| templates.get(device.name));
    let of_device = of_device.flatten();
    let Some(row) = bases.of(mac) else {
        let pin = options.registration.pin;
        return Own {
            name: None,
            registration: options.registration,
            renderer: of_device
                .map(|template| Renderer::new(template, roster, &options.settings, pin)),
        };
    };
    let mut registration = options.registration;
    registration.start = row.window_start.or(registration.start);
    registration.duration = row.window_duration.or(registration.duration);
    registration.pin = row.pin.map(RegistrationPin::Fixed).or(registration.pin);
    let template = row.template.as_ref().and_then(|name| templates.get(name));
    let template = template.or(of_device);
    let has_own = template.is_some() || row.pin.is_some() || !row.settings.is_empty();
    let renderer = has_own.then(|| {
        let mut settings = options.settings.clone();
        let own = row.settings.iter();
        settings.extend(own.map(|(name, value)| (name.clone(), value.as_str().into())));
        Renderer::new(template.unwrap_or(run), roster, &settings, registration.pin)
    });
    Own {
        name: row.name.as_deref(),
        registration,
        renderer,
    }
}
