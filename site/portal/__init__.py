"""The portal: what people see. Settings, addresses, pages that belong to no course."""
