/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-bundle.h"

G_DEFINE_BOXED_TYPE (AnserLetterBundle, anser_letter_bundle, g_array_ref, g_array_unref)
