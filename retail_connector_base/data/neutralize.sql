-- cut every connection: no secret, no working webhook address, no traffic
UPDATE retail_backend
   SET state = 'quarantined',
       state_reason = 'The database was neutralized.',
       token = md5(random()::text || id::text);
UPDATE retail_credential
   SET ciphertext = NULL, previous_ciphertext = NULL, previous_until = NULL
 WHERE secret;
DELETE FROM queue_job
 WHERE channel LIKE 'root.retail%' AND state IN ('wait_dependencies', 'pending', 'enqueued');
-- nobody is told by a chat what happens in a copy
UPDATE retail_alert_channel SET ciphertext = NULL, active = FALSE WHERE type = 'webhook';
UPDATE retail_alert_message SET state = 'dead'
 WHERE state IN ('pending', 'sending', 'failed');
