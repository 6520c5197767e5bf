/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/reader-header.h"

#include "widgets/date-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _AnserReaderHeader
{
  GtkWidget parent_instance;

  gboolean starred;

  GtkWidget *box;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *address;
  GtkLabel *date;
  GtkToggleButton *unfold;
  GtkLabel *recipients;
  GtkImage *arrow;
  GtkButton *star;
  GtkMenuButton *menu;
  GtkGrid *fields;
};

G_DEFINE_FINAL_TYPE (AnserReaderHeader, anser_reader_header, GTK_TYPE_WIDGET)

enum
{
  CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_own (const AnserAddress *address,
        GPtrArray          *own)
{
  for (guint i = 0; i < own->len; i++)
    if (anser_address_equal (address, g_ptr_array_index (own, i)))
      return TRUE;

  return FALSE;
}

/* Names of To and Cc, "you" first. */
static GPtrArray *
recipient_names (AnserLetter *letter,
                 GPtrArray   *own)
{
  GPtrArray *names = g_ptr_array_new ();
  GPtrArray *lists[] = { anser_letter_get_to (letter), anser_letter_get_cc (letter) };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      {
        const AnserAddress *address = g_ptr_array_index (lists[i], j);

        if (is_own (address, own))
          /* Translators: the user, among those a message went to: "to you and 3 others". */
          g_ptr_array_insert (names, 0, (char *) C_("recipient", "you"));
        else
          g_ptr_array_add (names, (char *) anser_address_get_label (address));
      }

  return names;
}

static char *
summary (AnserLetter *letter,
         GPtrArray   *own)
{
  g_autoptr(GPtrArray) names = recipient_names (letter, own);

  if (names->len == 0)
    return g_strdup (_("to hidden recipients"));
  if (names->len == 1)
    /* Translators: below the sender of a message: whom it went to. */
    return g_strdup_printf (_("to %s"), (char *) g_ptr_array_index (names, 0));
  if (names->len == 2)
    return g_strdup_printf (_("to %s and %s"), (char *) g_ptr_array_index (names, 0),
                            (char *) g_ptr_array_index (names, 1));

  return g_strdup_printf (ngettext ("to %s and %u other", "to %s and %u others",
                                    names->len - 1),
                          (char *) g_ptr_array_index (names, 0), names->len - 1);
}

static void
clear_fields (AnserReaderHeader *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fields))) != NULL)
    gtk_grid_remove (self->fields, child);
}

static void
add_field (AnserReaderHeader *self,
           int                row,
           const char        *title,
           const char        *text)
{
  GtkWidget *title_label = gtk_label_new (title);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (title_label), 1);
  gtk_label_set_yalign (GTK_LABEL (title_label), 0);
  gtk_widget_add_css_class (title_label, "caption");
  gtk_widget_add_css_class (title_label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");

  gtk_grid_attach (self->fields, title_label, 0, row, 1, 1);
  gtk_grid_attach (self->fields, label, 1, row, 1, 1);
}

static void
fill_fields (AnserReaderHeader *self,
             AnserLetter       *letter)
{
  struct
  {
    const char *title;
    GPtrArray *addresses;
  } lists[] = {
    { _("From"), anser_letter_get_from (letter) },
    { _("Reply to"), anser_letter_get_reply_to (letter) },
    { _("To"), anser_letter_get_to (letter) },
    { _("Cc"), anser_letter_get_cc (letter) },
    { _("Bcc"), anser_letter_get_bcc (letter) },
  };
  g_autofree char *date = anser_date_format_full (anser_letter_get_date (letter));
  int row = 0;

  clear_fields (self);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *text = NULL;

      if (lists[i].addresses->len == 0)
        continue;
      text = anser_addresses_to_string (lists[i].addresses);
      add_field (self, row++, lists[i].title, text);
    }
  if (*date != '\0')
    add_field (self, row, _("Date"), date);
}

static void
on_unfold_toggled (AnserReaderHeader *self)
{
  gboolean open = gtk_toggle_button_get_active (self->unfold);

  gtk_image_set_from_icon_name (self->arrow, open ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->unfold),
                               open ? _("Hide the addresses") : _("Show all addresses"));
}

static void
on_released (AnserReaderHeader *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

static void
update_star (AnserReaderHeader *self)
{
  const char *name = self->starred ? _("Remove the star") : _("Add a star");

  gtk_button_set_icon_name (self->star,
                            self->starred ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->star),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->starred)
    gtk_widget_add_css_class (GTK_WIDGET (self->star), "starred");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->star), "starred");
}

static void
anser_reader_header_dispose (GObject *object)
{
  AnserReaderHeader *self = ANSER_READER_HEADER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (anser_reader_header_parent_class)->dispose (object);
}

static void
anser_reader_header_class_init (AnserReaderHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_reader_header_dispose;

  signals[CLICKED] = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ADW_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/reader/reader-header.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, box);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, avatar);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, name);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, address);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, date);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, unfold);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, recipients);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, arrow);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, star);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, menu);
  gtk_widget_class_bind_template_child (widget_class, AnserReaderHeader, fields);
  gtk_widget_class_bind_template_callback (widget_class, on_released);
}

static void
anser_reader_header_init (AnserReaderHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->unfold, "toggled", G_CALLBACK (on_unfold_toggled), self,
                           G_CONNECT_SWAPPED);
  update_star (self);
}

static void
set_sender (AnserReaderHeader *self,
            AnserLetter       *letter)
{
  GPtrArray *from = anser_letter_get_from (letter);
  const AnserAddress *sender = from->len > 0 ? g_ptr_array_index (from, 0) : NULL;
  gboolean named = sender != NULL && sender->name != NULL && *sender->name != '\0';
  const char *label = sender != NULL ? anser_address_get_label (sender) : _("No sender");

  adw_avatar_set_text (self->avatar, label);
  gtk_label_set_label (self->name, label);
  gtk_label_set_label (self->address, named ? sender->address : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address), named);
}

void
anser_reader_header_set_letter (AnserReaderHeader *self,
                                AnserLetter       *letter,
                                GPtrArray         *own)
{
  g_autofree char *date = NULL;
  g_autofree char *full_date = NULL;
  g_autofree char *recipients = NULL;

  g_return_if_fail (ANSER_IS_READER_HEADER (self));
  g_return_if_fail (ANSER_IS_LETTER (letter));
  g_return_if_fail (own != NULL);

  date = anser_date_format_long (anser_letter_get_date (letter), NULL);
  full_date = anser_date_format_full (anser_letter_get_date (letter));
  recipients = summary (letter, own);

  set_sender (self, letter);
  gtk_label_set_label (self->date, date);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->date), full_date);
  gtk_label_set_label (self->recipients, recipients);
  gtk_toggle_button_set_active (self->unfold, FALSE);
  fill_fields (self, letter);
}

void
anser_reader_header_set_starred (AnserReaderHeader *self,
                                 gboolean           starred)
{
  g_return_if_fail (ANSER_IS_READER_HEADER (self));

  self->starred = starred;
  update_star (self);
}

void
anser_reader_header_set_menu (AnserReaderHeader *self,
                              GMenuModel        *menu)
{
  g_return_if_fail (ANSER_IS_READER_HEADER (self));

  gtk_menu_button_set_menu_model (self->menu, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->menu), menu != NULL);
}

void
anser_reader_header_hide_star (AnserReaderHeader *self)
{
  g_return_if_fail (ANSER_IS_READER_HEADER (self));

  gtk_widget_set_visible (GTK_WIDGET (self->star), FALSE);
}
