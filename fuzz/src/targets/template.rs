//! A template of somebody's own, rendered for one small page.

use std::collections::BTreeMap;

use dect_roster::device::Device;
use dect_roster::device::page::{Page, Slot, Vacated, Window};
use dect_roster::device::published::HandsetCode;
use dect_roster::device::render::Renderer;
use dect_roster::device::template::Template;
use dect_roster::settings::Limits;
use dect_roster::settings::TemplateChoice;
use dect_roster::value::{Password, Position};

use super::render::NO_ROSTER;
use super::{PASSWORD, file};

pub fn template(bytes: &[u8]) {
    let template = match Template::load(
        &TemplateChoice::File(file("template.xml", bytes)),
        Limits::default(),
    ) {
        Ok(template) => template,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let position = |index| Position::from_index(index).unwrap();
    let password = Password::new(PASSWORD).unwrap();
    let page = Page {
        layout: Device::DEFAULT.layout,
        name: None,
        mac: "7C2F80123456".parse().unwrap(),
        slots: vec![Slot {
            position: position(2),
            row: None,
            extension: "201",
            login: "u201",
            password: password.hidden(),
            display_name: "Jürgen & Łucja <3",
            account_name: "Office",
            voicemail: None,
            provider: 0,
            code: Some(HandsetCode::Reserved("029E74A599".parse().unwrap())),
        }],
        vacated: vec![Vacated::Position(position(7))],
        version: "2411251600".to_owned(),
        window: Some(Window {
            start: Some("2411251600".to_owned()),
            seconds: Some("72000".to_owned()),
        }),
        profile_name: None,
        in_place: Vec::new(),
    };
    let settings = BTreeMap::from([("voicemail".to_owned(), toml::Value::String("*2".into()))]);
    let renderer = Renderer::new(&template, &NO_ROSTER, &settings, None);
    match renderer.render(&page) {
        Ok(rendered) => {
            assert_eq!(rendered.says.account(position(2)).user_id, Some("201"));
            let vacated = rendered.says.account(position(7));
            assert_eq!(vacated.handset, Some(HandsetCode::Deregister));
        }
        Err(error) => assert!(!error.to_string().contains(PASSWORD)),
    }
}
