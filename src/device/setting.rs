//! What the settings of the built-in templates may say. Own templates take whatever they like.

use toml::Value;

use crate::value::{Voicemail, check_text, is_port};

/// The settings of the SIP provider.
const PROVIDER: [&str; 8] = [
    "provider_name",
    "sip_domain",
    "sip_server",
    "sip_server_port",
    "sip_registrar",
    "sip_registrar_port",
    "outbound_proxy",
    "outbound_proxy_port",
];

/// How to write a setting that the built-in template cannot use as it is; nothing where it can, or where
/// the template does not read it.
pub(crate) fn cure(name: &str, value: &Value) -> Option<&'static str> {
    let is_read = PROVIDER.contains(&name);
    if !is_read && name != "profile_name" && name != "voicemail" {
        return None;
    }
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        _ if name.ends_with("_port") => return Some(PORT),
        _ => return Some("write a text in double quotes"),
    };
    if name.ends_with("_port") {
        return (!is_port(&text)).then_some(PORT);
    }
    if text.trim() != text {
        return Some("remove the spaces around the value");
    }
    // What is empty is so on purpose.
    if text.is_empty() {
        return None;
    }
    if check_text(&text).is_err() {
        return Some("remove the control character from the value");
    }
    if text.contains('"') {
        return Some("remove the double quote inside the value, which the base may not accept");
    }
    let is_odd = || Voicemail::new(text.as_str()).is_ok_and(|number| number.doubt().is_some());
    (name == "voicemail" && is_odd()).then_some("write a number to dial, such as *2")
}

const PORT: &str = "write a whole number from 1 to 65535";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_built_in_template_reads_is_a_port_a_number_to_dial_or_a_text() {
        let list = || Value::Array(vec!["a.example".into()]);
        for (name, value) in [
            ("sip_server_port", Value::Float(5060.0)),
            ("sip_server_port", "five".into()),
            ("sip_server_port", Value::Integer(-1)),
            ("sip_registrar_port", Value::Integer(0)),
            ("sip_registrar_port", "65536".into()),
            ("outbound_proxy_port", " 5060".into()),
            ("outbound_proxy_port", "+5060".into()),
            ("outbound_proxy_port", "".into()),
            ("outbound_proxy_port", Value::Boolean(true)),
            ("sip_server", list()),
            ("sip_server", Value::Boolean(true)),
            ("sip_domain", Value::Float(1.5)),
            ("sip_domain", Value::Table(toml::Table::new())),
            ("sip_domain", "a.example ".into()),
            ("sip_registrar", "a\nb".into()),
            ("provider_name", "The \"PBX\"".into()),
            ("profile_name", list()),
            ("voicemail", "none".into()),
            ("voicemail", "my mailbox".into()),
            ("voicemail", Value::Boolean(false)),
        ] {
            assert!(cure(name, &value).is_some(), "{name} = {value:?}");
        }
        for (name, value) in [
            ("sip_server_port", Value::Integer(5060)),
            ("sip_server_port", "65535".into()),
            ("sip_server", "a.example".into()),
            ("sip_server", "".into()),
            ("sip_server", "10.0.0.1".into()),
            ("provider_name", Value::Integer(1)),
            ("profile_name", "Site <1> & Büro".into()),
            ("voicemail", "*2".into()),
            ("voicemail", Value::Integer(99)),
            ("voicemail", "".into()),
            ("floors", list()),
        ] {
            assert_eq!(cure(name, &value), None, "{name} = {value:?}");
        }
    }
}
