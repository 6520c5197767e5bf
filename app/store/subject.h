/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a subject says, after "Re:", "Fwd:", "回复：", "[list]" and their like in any order and
 * number. @is_answer (nullable): there was a mark of an answer or of something passed on. If nothing
 * is left, all of it is what it says. */
const char *anser_subject_skip_marks (const char *subject,
                                      gboolean   *is_answer);

G_END_DECLS
