/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far a command is, in one line of the terminal that is written over; on a terminal only, at
 * most every 100 ms. cli_progress_end() takes the line away. */

void     cli_progress        (const char *format,
                              ...) G_GNUC_PRINTF (1, 2);
/* With a bar; @fraction: 0 to 1, or below 0 while it is not known. */
void     cli_progress_bar    (double      fraction,
                              const char *sentence);
void     cli_progress_end    (void);

/* Is there somebody to see it? */
gboolean cli_progress_is_shown (void);

/* Says nothing from now on. */
void     cli_progress_silence (void);

G_END_DECLS
