/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier/doctor-report.h"

G_BEGIN_DECLS

/* What the doctor found, for people: sections of aligned lines, in colours on a terminal. */
void cli_doctor_print      (const AnserDoctorReport *report,
                            gboolean                 is_first);

/* For programs: one object with all @reports (element-type AnserDoctorReport). */
void cli_doctor_print_json (const GPtrArray         *reports);

G_END_DECLS
