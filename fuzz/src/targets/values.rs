//! Single values: what was read is shown in a form that reads as the same.

use dect_roster::device::DEVICES;
use dect_roster::value::{Ipui, Mac};

pub fn ipui(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let ipui: Ipui = match text.parse() {
        Ok(ipui) => ipui,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let ipei = ipui.ipei();
    let without_check = &ipei[..ipei.len() - 2];
    for form in [
        &ipui.to_string(),
        &ipui.to_string().to_lowercase(),
        &ipui.device_bytes(),
        &ipei,
        without_check,
    ] {
        assert_eq!(form.parse(), Ok(ipui), "{form}");
    }
    assert_eq!(Ipui::from_bytes(ipui.bytes()), Ok(ipui));
    assert_eq!(Ipui::from_ipei(ipui.emc().into(), ipui.psn()), Ok(ipui));
}

pub fn mac(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(mac) = Mac::from_file_name(text) {
        assert!(format!("{mac}.xml").eq_ignore_ascii_case(text));
    }
    let mac: Mac = match text.parse() {
        Ok(mac) => mac,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert_eq!(mac.to_string().parse(), Ok(mac));
    let letters = mac.to_string();
    assert!(letters.len() == 12 && letters.bytes().all(|byte| byte.is_ascii_hexdigit()));
    for device in &DEVICES {
        assert_eq!(
            Mac::from_file_name(&device.layout.file_name(mac)),
            Some(mac)
        );
    }
}
