/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "export-format.h"

#include <glib/gi18n.h>

#define MARKS \
  N_("_Write What Is Read and Starred"), \
  N_("In the header of each message, which changes it a little."), \
  ANSER_MAIL_TARGET_MARKS

const AnserExportFormat anser_export_formats[] = {
  { ANSER_MAIL_MAILDIR, N_("Maildir"),
    N_("A folder of files. Keeps folders, dates, and what is read and starred."), NULL, NULL, 0 },
  { ANSER_MAIL_MBOXRD, N_("Mbox"),
    N_("A file for each folder. Keeps every byte."), MARKS },
  { ANSER_MAIL_MBOXO, N_("Mbox, the older kind"),
    N_("For older programs. A line with “>From” may change."), MARKS },
  { ANSER_MAIL_EML, N_("EML files"), N_("A file for each message, named by date and subject."),
    N_("_Line Ends of Windows"), N_("Lines end with CR LF, for programs that know no others."),
    ANSER_MAIL_TARGET_CRLF },
  { ANSER_MAIL_MH, N_("MH"), N_("A numbered file for each message."), NULL, NULL, 0 },
};
