# SPDX-License-Identifier: MIT
"""Every bound of the agent in one place, with the relations between them asserted.

A bound that needs a reason has it on its line. Units are part of the names.
"""

from posminder_formats._const import const

# Serial lines
RECEIVE_CHUNK = const(64)  # bytes taken from a port at once: a cut-through adds at most this
LINE_OWN_BYTES = const(16)  # room that a port keeps for an ACK and an answer of our own
LINE_BAUD_MAX = const(115200)  # that a profile can ask for
LINE_STALL_MS = const(500)  # nobody takes bytes: an erase at its data sheet's worst has 400
LINE_RING_BYTES = const(8192)  # received by DMA meanwhile, of one line; a power of two
LINE_FULL_MS = const(1)  # looked again whether the other line has room, after a stall
FAULT_QUIET_MS = const(5000)  # without a byte after an internal fault, before the board restarts
FAULT_RESET_MS = const(600000)  # it restarts at last on a line that is never quiet

# ZVT (timers from the specification, chapter 2)
ZVT_APDU_BYTES_MAX = const(
    1024
)  # held of a frame; a longer one is passed whole and understood as far as this
ZVT_T1_MS = const(200)  # between bytes of a frame
ZVT_T2_MS = const(5000)  # end of frame to ACK or NAK
ZVT_T3_MS = const(5000)  # command to 80 00 or 84 xx
ZVT_T4_MS = const(180000)  # 80 00 to completion
ZVT_SENDS_MAX = const(3)  # a frame is sent once and repeated at most twice
ZVT_REPEAT_MS = const(10000)  # an equal frame later than this is a new one: T2 and a long frame
ZVT_WATCHED_ANSWER_MS = const(20000)  # register's command to any answer: all its sends, and T3
ZVT_IDLE_WAIT_MS = const(240000)  # an own command waits this long, and idle_before, for its turn
ZVT_AWAY_MS = const(120000)  # it restarts after its end-of-day: asked nothing, nothing is missed
ZVT_PRINT_NEWS_MS = const(1000)  # a slip under way is told of at most this often
ZVT_OWN_FRAME_BYTES_MAX = const(112)  # our longest APDU has 53 bytes; a frame at most 2 n + 6
ZVT_DISPLAY_S = const(5)  # how long a terminal shows our words: the same as BCD and as binary

# Transbank (its documents give few times: these are what its SDKs wait, and common sense)
TRANSBANK_TEXT_BYTES_MAX = const(256)  # held of a frame: the longest reply we read has some 180
TRANSBANK_HELD_BYTES_MAX = const(64)  # of a register's command: 0270 with all its fields has 40
TRANSBANK_OWN_TEXT_BYTES_MAX = const(8)  # our longest text has 7 bytes
TRANSBANK_BYTE_MS = const(200)  # between bytes of a frame
TRANSBANK_ACK_MS = const(2000)  # end of a command to its ACK
TRANSBANK_REPLY_MS = const(150000)  # ACK to reply, and between messages
TRANSBANK_SENDS_MAX = const(3)
TRANSBANK_REPEAT_MS = const(10000)  # an equal frame later than this is a new one
TRANSBANK_AMOUNTS_KEPT = const(16)  # of the newest sales: a void names one of them, without it
TRANSBANK_IDLE_WAIT_MS = const(240000)  # an own command waits this long, and idle_before

# MIS (no public specification: how long things take, its dialect says)
MIS_BODY_BYTES_MAX = const(1024)  # held of a frame: a slip's text may stand before other fields
MIS_HELD_BYTES_MAX = const(256)  # of a register's command
MIS_REPEAT_MS = const(10000)  # an equal frame later than this is a new one
MIS_LATE_MS = const(5000)  # after a command without an answer, before the next one
MIS_IDLE_WAIT_MS = const(240000)  # an own command waits this long, and idle_before

# Journal
JOURNAL_BODY_BYTES_MAX = const(224)  # CBOR of one record
JOURNAL_FRAME_BYTES_MAX = const(240)  # head 8, body, CRC 4, padded to 4: fits one flash page
JOURNAL_TEXT_BYTES_MAX = const(32)  # any one text field; longer is cut and marked
JOURNAL_READS_MAX = const(3)  # of one place, before the part counts as faulty
JOURNAL_VOIDS_MAX = const(3)  # of torn bytes that the part refuses to make void
JOURNAL_STATE_BYTES = const(184)  # of the duties' state in one STATE record
JOURNAL_PLACES_MAX = const(3)  # tried in one sector for one frame, a page further each time
JOURNAL_SECTORS_MAX = const(3)  # begun for one record
JOURNAL_HOLES_MAX = const(4)  # neighbouring sectors without a readable header, seen over at boot
JOURNAL_STATE_SECTORS_MAX = const(3)  # read back at boot in search of the newest STATE
JOURNAL_ERASE_MS = const(500)  # a part that erases by itself is done by then: 400, and a little
JOURNAL_IDLE_LOOK_MS = const(2000)  # while an erase waits for the lines to be idle
JOURNAL_ALERT_PERCENT = const(80)  # of the ring hold what nobody has downloaded: pull it
JOURNAL_SLIP_PERCENT = const(84)  # from here on slips' text is left out,
JOURNAL_MINOR_PERCENT = const(87)  # what is only good to know,
JOURNAL_SALES_PERCENT = const(90)  # sales: the last tenth is settlement's, sign-in's and alerts'
JOURNAL_SLIP_SHARE = const(5)  # slips' text has at most a fifth of the ring
JOURNAL_LEFT_OUT_MAX = const(64)  # records left out that a power cut makes nobody count
JOURNAL_RATE_SECTORS = const(16)  # the newest, by which the days left are reckoned
SEAL_SECTORS_MAX = const(8)  # read back at boot: 64 records of 240 bytes fill five
SEAL_AFTER_MS = const(60000)  # without a new record

# Configuration
PROFILE_BYTES_MAX = const(2048)
PEOPLE_BYTES_MAX = const(1024)  # 12 people of at most 57 bytes
CONFIG_READS_MAX = const(3)  # of one place, before the part counts as faulty

# Slip text: a sale has its start, its result, its receipt, and at most five parts of text
SLIP_PART_BYTES = const(176)  # of text in one record
SLIP_PARTS_MAX = const(5)  # of one sale or settlement
SLIP_BYTES_MAX = const(880)
SLIP_DAY_BYTES_MAX = const(49152)  # of a business day: 64 KiB of a ring, 55 sales at their most

# Host line
SMP_PAYLOAD_BYTES_MAX = const(2048)  # buf_size told to clients: header and CBOR
SMP_FILE_CHUNK_BYTES_MAX = const(1984)  # data in one download reply: 240 ms at 115200 baud
SMP_KEPT_BYTES_MAX = const(160)  # of a reply, for a retry; hello has some 120
SMP_QUIET_MS = const(500)  # between bytes of a frame
SMP_NAME_BYTES_MAX = const(64)  # a file's path
SMP_REPLAY_MS = const(10000)  # a request that comes again within this is a retry: same reply
CBOR_DEPTH_MAX = const(6)
LEASE_IDLE_MS = const(600000)  # an unlocked lease ends after this long without a request
CONSENT_MS = const(60000)  # a question to whoever stands at the board
PIN_WRONG_FREE = const(2)  # wrong in a row that cost no time; each further one doubles it
PIN_WAIT_MS = const(60000)
PIN_WAIT_MS_MAX = const(86400000)  # a day: 10,000 PINs are 27 years
UNLOCK_WAIT_MS_MAX = const(3600000)  # nobody guesses 32 bytes: longer only shuts technicians out

# Self-test
SELF_TEST_ANSWER_MS = const(20000)  # a status, with its repeats, on a line that is idle
SELF_TEST_PRESS_MS = const(20000)  # somebody walks round the counter

# People
BUTTON_HELD_MS = const(2000)
BUTTON_LONG_MS = const(8000)  # nobody who closes holds it so long by mistake
BUTTON_TWICE_MS = const(1500)  # from the end of one short press to the end of the next
MUTE_MS = const(1800000)
ESCALATE_MS = const(300000)  # as long as no profile says it
PANEL_LINES = const(4)
PANEL_COLUMNS = const(21)  # of text; in 128 pixels the font decides (chips/panel_frame.py)

# Policies
RECEIPTS_OPEN_MAX = const(8)  # owed at once; an older one is reported and dropped
ALERTS_MAX = const(16)
SALES_A_SOUND = const(20)  # sales of a day for each sound: a bell heard oftener is heeded less
SOUNDS_FREE = const(2)  # of a day with few sales: one alert has two, raised and unseen
SOUNDS_FREE_UNSEEN = const(4)  # where no line shows the sales: opening and closing, two each
POLICY_SLEEP_MS_MAX = const(
    900000
)  # look again at least every 15 min: a zone change moves deadlines
DEPOSITS_WAITING_MAX = const(16)  # three weeks of one batch a day; an older one falls out
CALENDAR_WARN_DAYS = const(60)
EVENTS_QUEUED_MAX = const(32)
OFFLINE_SENDS_MAX = const(6)  # in a row: four hours in all; then until the acquirer is back
SETTLE_ATTEMPTS_MAX = const(3)  # then a person is asked, until the next closing or latest time
MISSED_DAYS_MAX = const(31)  # written down at once; of a longer time without power the newest
LULL_S = const(300)  # without a sale: longer than between the customers of a busy hour
CUT_OVER_MARGIN_S = const(600)  # asking, settling and proving fit, one refusal and its retry too
RETRY_DOUBLINGS_MAX = const(4)  # of the gap between tries: 1 min grows to 15

CLOCK_DOUBT_S = const(5400)  # more than a terminal that missed a change to summer time
OUT_OF_HOURS_S = const(1800)  # who opens early or serves the last customers is at work
DIAGNOSES_MAX = const(6)  # in a row, over half an hour
DISPLAYS_MAX = const(3)  # of one alert at the terminal; a sale soon covers it
DISPLAY_TRIES_MAX = const(12)  # of one alert, where the line is seldom idle
CLOCK_SETS_MAX = const(3)  # of a terminal, until it agrees; then it is people's
SIGN_IN_RENEW_S = const(900)  # before a session is too old: a busy terminal is idle within it
SIGN_INS_FOR_KEYS_MAX = const(2)  # in a row without a sale approved, then a person is asked

# Gate
GATE_ARMED_MS = const(1200000)  # what nobody renews opens by itself
GATE_RENEW_MS = const(600000)
GATE_RECORDS_AN_HOUR = const(12)  # of refusals; the others are counted with the next

# Update
UPDATE_LOOK_MS = const(10000)  # at a new version: has every task had its turn since
UPDATE_WELL_MS = const(120000)  # on end
UPDATE_GIVE_UP_MS = const(600000)  # then it starts anew: one of its three starts is over

# Health
HEALTH_LOOK_MS = const(60000)  # at supply, temperature and parts
HEALTH_RECORDS_A_DAY = const(5)  # of one value: odd, so that one which swings ends outside
SUPPLY_LOW_MV = const(4000)  # behind the Pico's diode; 5 V by USB make 4,700 there
SUPPLY_HIGH_MV = const(5500)  # all that the Pico's regulator bears
SUPPLY_SLACK_MV = const(200)
CHIP_LOW_C = const(-10)  # sensors of chips are wrong by several degrees
CHIP_HIGH_C = const(70)
CHIP_SLACK_C = const(5)
RESET_DELAY_MS = const(300)  # an answer of a few lines at 115200 baud has left by then
WATCHDOG_MS = const(8000)  # RP2040's ends at 8,388
WATCHDOG_FEED_MS = const(4000)

if (
    JOURNAL_BODY_BYTES_MAX + 8 + 4 > JOURNAL_FRAME_BYTES_MAX
    or JOURNAL_FRAME_BYTES_MAX > 256
    or JOURNAL_IDLE_LOOK_MS < JOURNAL_ERASE_MS
    or LINE_RING_BYTES & (LINE_RING_BYTES - 1)
    or LINE_BAUD_MAX // 10 * LINE_STALL_MS // 1000 + RECEIVE_CHUNK > LINE_RING_BYTES
    or SLIP_PART_BYTES + 40 > JOURNAL_BODY_BYTES_MAX
    or SLIP_PART_BYTES * SLIP_PARTS_MAX != SLIP_BYTES_MAX
    or SLIP_BYTES_MAX > 1024
    or JOURNAL_STATE_BYTES + 40 > JOURNAL_BODY_BYTES_MAX
    or not JOURNAL_ALERT_PERCENT < JOURNAL_SLIP_PERCENT < JOURNAL_MINOR_PERCENT
    or not JOURNAL_MINOR_PERCENT < JOURNAL_SALES_PERCENT < 100
    or SMP_FILE_CHUNK_BYTES_MAX + 64 > SMP_PAYLOAD_BYTES_MAX
    or BUTTON_TWICE_MS >= BUTTON_HELD_MS
    or BUTTON_LONG_MS < 2 * BUTTON_HELD_MS
    or GATE_ARMED_MS < GATE_RENEW_MS + POLICY_SLEEP_MS_MAX // 2
    or UPDATE_LOOK_MS <= WATCHDOG_FEED_MS
    or UPDATE_GIVE_UP_MS < 3 * UPDATE_WELL_MS
    or WATCHDOG_FEED_MS * 2 > WATCHDOG_MS
    or HEALTH_RECORDS_A_DAY % 2 == 0
    or SUPPLY_LOW_MV + SUPPLY_SLACK_MV >= SUPPLY_HIGH_MV - SUPPLY_SLACK_MV
    or ZVT_REPEAT_MS <= ZVT_T2_MS
    or ZVT_WATCHED_ANSWER_MS < ZVT_SENDS_MAX * ZVT_T2_MS + ZVT_T3_MS
    or ZVT_IDLE_WAIT_MS <= ZVT_T4_MS
    or ZVT_IDLE_WAIT_MS <= ZVT_AWAY_MS
    or ZVT_OWN_FRAME_BYTES_MAX < 2 * (5 + 2 * (3 + PANEL_COLUMNS)) + 6
):
    raise ValueError("limits contradict each other")
