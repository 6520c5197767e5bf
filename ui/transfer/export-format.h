/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/mail-target.h"

G_BEGIN_DECLS

/**
 * AnserExportFormat:
 * @name: to be translated, as all texts
 * @choice: (nullable): what of it can be chosen
 * @choice_about: what that does
 * @choice_flag: by which it is done
 *
 * A format in which messages are written.
 */
typedef struct
{
  AnserMailFormat       format;
  const char           *name;
  const char           *about;
  const char           *choice;
  const char           *choice_about;
  AnserMailTargetFlags  choice_flag;
} AnserExportFormat;

#define ANSER_N_EXPORT_FORMATS 5

/* In the order in which they are offered. */
extern const AnserExportFormat anser_export_formats[ANSER_N_EXPORT_FORMATS];

G_END_DECLS
