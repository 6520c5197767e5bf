/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-file.h"

G_BEGIN_DECLS

#define ANSER_TYPE_LETTER_STREAM (anser_letter_stream_get_type ())
G_DECLARE_FINAL_TYPE (AnserLetterStream, anser_letter_stream, ANSER, LETTER_STREAM, GOutputStream)

/* The face of an AnserLetterFile for whoever writes to a GOutputStream. @file outlives it. */
GOutputStream *anser_letter_stream_new (AnserLetterFile *file);

G_END_DECLS
