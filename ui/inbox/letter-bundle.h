/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserLetterBundle:
 *
 * Messages that are dragged: an array of their ids.
 */
typedef GArray AnserLetterBundle;

#define ANSER_TYPE_LETTER_BUNDLE (anser_letter_bundle_get_type ())
GType anser_letter_bundle_get_type (void);

G_END_DECLS
