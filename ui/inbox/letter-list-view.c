/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-list-view-private.h"

#include "widgets/tab-stop.h"

#include <glib/gi18n.h>

/* How many rows the way to the next unread letter may be: each is a read of the index. */
#define MOST_ROWS_LOOKED_AT 20000

G_DEFINE_FINAL_TYPE (AnserLetterListView, anser_letter_list_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SELECTED,
  PROP_ADVANCE,
  PROP_ORDER,
  PROP_SHOW,
  PROP_CONVERSATIONS,
  PROP_N_SELECTED,
  N_PROPERTIES
};

enum
{
  OPENED,
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

guint
anser_letter_list_view_get_n (AnserLetterListView *self)
{
  return self->letters != NULL ? g_list_model_get_n_items (self->letters) : 0;
}

AnserSearchList *
anser_letter_list_view_get_results (AnserLetterListView *self)
{
  return self->letters != NULL && ANSER_IS_SEARCH_LIST (self->letters)
           ? ANSER_SEARCH_LIST (self->letters) : NULL;
}

AnserLetterList *
anser_letter_list_view_get_list (AnserLetterListView *self)
{
  return self->letters != NULL && ANSER_IS_LETTER_LIST (self->letters)
           ? ANSER_LETTER_LIST (self->letters) : NULL;
}

static guint
seconds_to_midnight (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  int passed = g_date_time_get_hour (now) * 3600 + g_date_time_get_minute (now) * 60 +
               g_date_time_get_second (now);

  return MAX (24 * 3600 - passed, 60);
}

/* "Yesterday" was today until now. */
static gboolean
on_midnight (gpointer user_data)
{
  AnserLetterListView *self = user_data;

  anser_letter_list_view_refresh (self);
  self->midnight_source = g_timeout_add_seconds (seconds_to_midnight (), on_midnight, self);

  return G_SOURCE_REMOVE;
}

static const char *
empty_sentence (AnserFolderItem *folder)
{
  if (anser_folder_item_get_tag (folder) != NULL)
    return _("No message has this tag. Press T on a message to give it one.");

  switch (anser_folder_item_get_role (folder))
    {
    case ANSER_FOLDER_INBOX:
      return _("All read and put away. New messages appear here when they arrive.");

    case ANSER_FOLDER_DRAFTS:
      return _("What you write and do not send yet waits here.");

    case ANSER_FOLDER_OUTBOX:
      return _("Everything you wrote is on its way.");

    case ANSER_FOLDER_SENT:
      return _("Copies of the messages you send appear here.");

    case ANSER_FOLDER_ARCHIVE:
      return _("Messages that you are done with and want to keep appear here.");

    case ANSER_FOLDER_JUNK:
      return _("Messages that nobody asked for appear here.");

    case ANSER_FOLDER_TRASH:
      return _("Messages you delete stay here until you delete them for good.");

    case ANSER_FOLDER_OTHER:
    default:
      return _("There is no message in this folder.");
    }
}

void
anser_letter_list_view_show_page (AnserLetterListView *self)
{
  AnserSearchList *results = anser_letter_list_view_get_results (self);
  const char *page = "letters";

  if (self->letters == NULL)
    return;

  if (anser_letter_list_view_get_n (self) == 0 && results == NULL)
    page = anser_letter_list_is_loading (anser_letter_list_view_get_list (self)) ? page : "empty";
  else if (anser_letter_list_view_get_n (self) == 0 && !anser_search_list_is_searching (results))
    page = "not-found";
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* The letter that is read stays selected, if it is still there. */
static void
apply_order (AnserLetterListView *self)
{
  gboolean reversed;
  AnserLetterSort sort = anser_letter_list_view_get_sort (self, &reversed);
  guint found = GTK_INVALID_LIST_POSITION;

  if (anser_letter_list_view_get_list (self) == NULL)
    return;

  self->filtering = TRUE;
  anser_letter_list_set_order (anser_letter_list_view_get_list (self), sort, reversed);
  anser_letter_list_set_show (anser_letter_list_view_get_list (self),
                              anser_letter_list_view_get_show (self));
  self->filtering = FALSE;

  if (self->selected_id != 0)
    found = anser_letter_list_view_find (self, self->selected_id);
  if (found != GTK_INVALID_LIST_POSITION)
    anser_letter_list_view_select (self, found);
  anser_letter_list_view_take_selected (self);
  anser_letter_list_view_show_page (self);
}

void
anser_letter_list_view_open (AnserLetterListView *self,
                             guint                position)
{
  anser_letter_selection_select_single (self->selection, position);
  g_signal_emit (self, signals[OPENED], 0);
}

static void
on_activate (AnserLetterListView *self,
             guint                position)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
clear_letters (AnserLetterListView *self)
{
  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->selection, self);
      g_signal_handlers_disconnect_by_data (self->letters, self);
      gtk_list_view_set_model (self->list_view, NULL);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->letters);
  self->selected_id = 0;
}

static void
anser_letter_list_view_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;

    case PROP_ADVANCE:
      g_value_set_boolean (value, self->advance);
      break;

    case PROP_ORDER:
      g_value_set_string (value, self->order);
      break;

    case PROP_SHOW:
      g_value_set_string (value, self->show);
      break;

    case PROP_CONVERSATIONS:
      g_value_set_boolean (value, self->conversations);
      break;

    case PROP_N_SELECTED:
      g_value_set_uint64 (value, self->selection != NULL
                                   ? anser_letter_selection_get_n (self->selection) : 0);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_letter_list_view_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  switch (id)
    {
    case PROP_ADVANCE:
      self->advance = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_ORDER:
      g_free (self->order);
      self->order = g_value_dup_string (value);
      apply_order (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_SHOW:
      g_free (self->show);
      self->show = g_value_dup_string (value);
      apply_order (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_CONVERSATIONS:
      self->conversations = g_value_get_boolean (value);
      apply_order (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_letter_list_view_dispose (GObject *object)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  g_clear_handle_id (&self->midnight_source, g_source_remove);
  if (self->box != NULL)
    clear_letters (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selected);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (anser_letter_list_view_parent_class)->dispose (object);
}

static void
anser_letter_list_view_finalize (GObject *object)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  g_free (self->order);
  g_free (self->show);

  G_OBJECT_CLASS (anser_letter_list_view_parent_class)->finalize (object);
}

static void
anser_letter_list_view_class_init (AnserLetterListViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_letter_list_view_get_property;
  object_class->set_property = anser_letter_list_view_set_property;
  object_class->dispose = anser_letter_list_view_dispose;
  object_class->finalize = anser_letter_list_view_finalize;

  properties[PROP_SELECTED] =
    g_param_spec_object ("selected", NULL, NULL, ANSER_TYPE_LETTER_ROW,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ADVANCE] = g_param_spec_boolean ("advance", NULL, NULL, FALSE, flags);
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, "newest", flags);
  properties[PROP_SHOW] = g_param_spec_string ("show", NULL, NULL, "all", flags);
  properties[PROP_CONVERSATIONS] =
    g_param_spec_boolean ("conversations", NULL, NULL, FALSE, flags);
  properties[PROP_N_SELECTED] =
    g_param_spec_uint64 ("n-selected", NULL, NULL, 0, G_MAXUINT64, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ANSER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/letter-list-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, box);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
anser_letter_list_view_init (AnserLetterListView *self)
{
  self->order = g_strdup ("newest");
  self->show = g_strdup ("all");
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_letter_list_view_refresh (self);
  self->midnight_source = g_timeout_add_seconds (seconds_to_midnight (), on_midnight, self);
}

static AnserLetterList *
new_list (AnserLetterListView *self,
          AnserStore          *store,
          AnserFolderItem     *folder)
{
  gboolean reversed;
  AnserLetterSort sort = anser_letter_list_view_get_sort (self, &reversed);
  AnserTag *tag = anser_folder_item_get_tag (folder);

  if (tag != NULL)
    return anser_letter_list_new_for_tag (store, anser_folder_item_get_folders (folder),
                                          anser_tag_get_id (tag), sort, reversed,
                                          anser_letter_list_view_get_show (self));

  return anser_letter_list_new_sorted (store, anser_folder_item_get_folders (folder), sort,
                                       reversed, anser_letter_list_view_get_show (self));
}

/* @letters: (transfer full) */
static void
show_letters (AnserLetterListView *self,
              GListModel          *letters)
{
  self->letters = letters;
  self->selection = anser_letter_selection_new (letters);
  g_signal_connect_swapped (self->selection, "selection-changed",
                            G_CALLBACK (anser_letter_list_view_take_selected), self);
  /* The list has no row for what came, and cannot scroll to it, before it has been told. */
  g_signal_connect_data (self->selection, "items-changed",
                         G_CALLBACK (anser_letter_list_view_follow), self, NULL,
                         G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
}

void
anser_letter_list_view_set_folder (AnserLetterListView *self,
                                   AnserStore          *store,
                                   AnserFolderItem     *folder)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));
  g_return_if_fail (ANSER_IS_STORE (store));
  g_return_if_fail (folder == NULL || ANSER_IS_FOLDER_ITEM (folder));

  /* Nothing, then all: one replacement of a large list by another is far slower. */
  clear_letters (self);
  anser_letter_list_view_take_selected (self);
  g_set_object (&self->folder, folder);
  if (folder == NULL)
    return;

  show_letters (self, G_LIST_MODEL (new_list (self, store, folder)));
  g_signal_connect_swapped (self->letters, "notify::loading",
                            G_CALLBACK (anser_letter_list_view_show_page), self);
  g_signal_connect_swapped (self->letters, "notify::complete",
                            G_CALLBACK (anser_letter_list_view_complete), self);

  adw_status_page_set_icon_name (self->empty_page, anser_folder_item_get_icon_name (folder));
  adw_status_page_set_title (self->empty_page, _("Nothing Here"));
  adw_status_page_set_description (self->empty_page, empty_sentence (folder));
  anser_letter_list_view_show_page (self);
}

void
anser_letter_list_view_set_results (AnserLetterListView *self,
                                    AnserSearchList     *results)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));
  g_return_if_fail (ANSER_IS_SEARCH_LIST (results));

  clear_letters (self);
  anser_letter_list_view_take_selected (self);
  show_letters (self, G_LIST_MODEL (g_object_ref (results)));
  g_signal_connect_swapped (results, "notify::searching",
                            G_CALLBACK (anser_letter_list_view_show_page), self);
  anser_letter_list_view_show_page (self);
}

AnserLetterRow *
anser_letter_list_view_get_selected (AnserLetterListView *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), NULL);

  return self->selected;
}

gboolean
anser_letter_list_view_select_unread (AnserLetterListView *self,
                                      int                  step)
{
  gint64 n, position;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), FALSE);
  g_return_val_if_fail (step == 1 || step == -1, FALSE);

  n = anser_letter_list_view_get_n (self);
  if (n == 0)
    return FALSE;

  position = self->selected != NULL ? (gint64) self->selected_position + step
                                    : (step > 0 ? 0 : n - 1);
  for (guint looked_at = 0;
       position >= 0 && position < n && looked_at < MOST_ROWS_LOOKED_AT;
       position += step, looked_at++)
    {
      g_autoptr(AnserLetterRow) row = g_list_model_get_item (self->letters,
                                                             position);

      if (row != NULL && !(anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN))
        {
          anser_letter_list_view_select (self, position);
          return TRUE;
        }
    }

  return FALSE;
}

void
anser_letter_list_view_unselect (AnserLetterListView *self)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));

  if (self->selection != NULL)
    anser_letter_selection_select_single (self->selection, GTK_INVALID_LIST_POSITION);
  self->selected_id = 0;
}

void
anser_letter_list_view_focus (AnserLetterListView *self)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

GArray *
anser_letter_list_view_dup_unread (AnserLetterListView *self)
{
  AnserLetterList *list;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), NULL);

  list = anser_letter_list_view_get_list (self);
  return list != NULL ? anser_letter_list_dup_unread (list)
                      : g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
anser_letter_list_view_add_letters (AnserLetterListView *self,
                                    guint                position,
                                    GArray              *letters)
{
  AnserSearchList *results = anser_letter_list_view_get_results (self);

  if (results != NULL)
    {
      gint64 id = anser_search_list_get_id (results, position);

      g_array_append_val (letters, id);
    }
  else
    anser_letter_list_add_letters (anser_letter_list_view_get_list (self), position, letters);
}

typedef struct
{
  AnserLetterListView *self;
  GArray *letters;
} Chosen;

static void
add_letters (GListModel *model,
             guint       position,
             gpointer    user_data)
{
  Chosen *chosen = user_data;

  anser_letter_list_view_add_letters (chosen->self, position, chosen->letters);
}

void
anser_letter_list_view_add_chosen (AnserLetterListView *self,
                                   GArray              *letters)
{
  Chosen chosen = { self, letters };

  if (self->selection != NULL)
    anser_letter_selection_foreach (self->selection, add_letters, &chosen);
}

GArray *
anser_letter_list_view_dup_chosen (AnserLetterListView *self)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), letters);

  anser_letter_list_view_add_chosen (self, letters);

  return letters;
}
