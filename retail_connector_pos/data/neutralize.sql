-- no till of the real stores may send into a copy
UPDATE retail_pos_register
   SET key_cipher = NULL, old_key_cipher = NULL, old_key_until = NULL;
