/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* Actions of the application for those who name messages by their row ids, as notifications do:
 * "open-letter" and "reply-to" (x), "mark-read" and "delete-letters" (ax). */
void anser_arrival_actions_add (AnserApplication *application);

G_END_DECLS
