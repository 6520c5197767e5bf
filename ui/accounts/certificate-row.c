/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/certificate-row.h"

#include <glib/gi18n.h>

struct _AnserCertificateRow
{
  AdwActionRow          parent_instance;

  char                 *path;
  GtkFileChooserNative *chooser;

  GtkWidget            *clear;
};

G_DEFINE_FINAL_TYPE (AnserCertificateRow, anser_certificate_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_PATH = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
set_path (AnserCertificateRow *self,
          const char          *path)
{
  gboolean own = path != NULL && *path != '\0';

  if (g_strcmp0 (self->path, own ? path : "") == 0)
    return;

  g_free (self->path);
  self->path = g_strdup (own ? path : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               own ? path : _("Those that your system trusts"));
  gtk_widget_set_visible (self->clear, own);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

static void
on_clear (AnserCertificateRow *self)
{
  set_path (self, "");
}

static void
on_chosen (AnserCertificateRow *self,
           int                  response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

      set_path (self, g_file_peek_path (file));
    }

  g_clear_object (&self->chooser);
}

static void
on_choose (AnserCertificateRow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Choose a Certificate File"), window,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
anser_certificate_row_get_property (GObject    *object,
                                    guint       property,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  AnserCertificateRow *self = ANSER_CERTIFICATE_ROW (object);

  if (property == PROP_PATH)
    g_value_set_string (value, self->path);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
anser_certificate_row_set_property (GObject      *object,
                                    guint         property,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  AnserCertificateRow *self = ANSER_CERTIFICATE_ROW (object);

  if (property == PROP_PATH)
    set_path (self, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
anser_certificate_row_dispose (GObject *object)
{
  AnserCertificateRow *self = ANSER_CERTIFICATE_ROW (object);

  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (anser_certificate_row_parent_class)->dispose (object);
}

static void
anser_certificate_row_finalize (GObject *object)
{
  AnserCertificateRow *self = ANSER_CERTIFICATE_ROW (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (anser_certificate_row_parent_class)->finalize (object);
}

static void
anser_certificate_row_class_init (AnserCertificateRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_certificate_row_get_property;
  object_class->set_property = anser_certificate_row_set_property;
  object_class->dispose = anser_certificate_row_dispose;
  object_class->finalize = anser_certificate_row_finalize;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "",
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/certificate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserCertificateRow, clear);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
}

static void
anser_certificate_row_init (AnserCertificateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_path (self, "");
}
