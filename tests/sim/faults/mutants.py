#!/usr/bin/env python3
"""A check that cannot fail is no check: break the core in chosen places, one at a time, and see that the fault
world notices.

	mutants.py TOP [STEPS [NAME...]]

Each mutation is the exact old text, found once in its file, and what stands there instead. The core and the world
are built apart from the build, with the objects that do not change kept; then `test_faults --hunt STEPS` looks for
a broken promise until the steps are used up. TAP comes out, and a table in its comments.
"""
import collections
import concurrent.futures
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

Mutation = collections.namedtuple("Mutation", "name file old new breaks")

# Chosen before the world's checks were tuned; no two guard the same line, and none is guarded a second time by the
# line that asks it.
MUTATIONS = [
    Mutation("any_attempt_speaks", "step_job.c", "if (job->attempt != event->attempt)", "if (0)",
             "a line of an attempt that was given up counts"),
    Mutation("usage_counts_twice", "step_turn.c", "session->input += event->input - job->input;",
             "session->input += event->input;", "what was used is added up again with every line"),
    Mutation("usage_is_not_begun_anew", "step_job.c",
             "job->input = job->cached = job->output = job->cost_microusd = 0;", "",
             "a new attempt takes away what the last one used"),
    Mutation("losses_are_not_counted", "step_job.c", "\tjob->losses++;\n", "",
             "a job whose runners vanish is tried for ever"),
    Mutation("default_is_no_answer", "step_ask.c", "else if (!is_blocking)", "else if (is_blocking)",
             "a question that blocks never reaches the lead"),
    Mutation("blocked_is_offered", "ending.c", 'text_same(session->outcome, "blocked") || ', "",
             "a session that reports blocked is taken for done"),
    Mutation("gates_are_not_taken", "step_floor.c", "record_set(factory, &factory->gates, event->gates);", "",
             "what config.yaml asks of every change is not asked"),
    Mutation("proof_is_skipped", "step_task.c", "if (!has_proof(state, task)) {", "if (1) {",
             "an acceptance that is green on the base proves something"),
    Mutation("proof_is_believed_at_once", "rounds.c", "run->executions == 1", "run->executions == 9",
             "what is red once on the base opens a session"),
    Mutation("judges_are_changed", "rounds.c", "if (!text_is_empty(session->unnamed)) {", "if (0) {",
             "a change that changes its judges without leave is reviewed"),
    Mutation("old_judges_are_not_asked", "authority.c", "if (!text_is_empty(session->judged))", "if (0)",
             "a change that changes its judges is not judged by the old ones"),
    Mutation("tests_are_not_proven", "authority.c", "return want_proof(state, session) || counts || judged;",
             "return counts || judged;", "new tests are not run without the change"),
    Mutation("policy_believes_copies", "rounds.c", "text_is_empty(session->outside) && text_is_empty(session->protected)",
             "text_is_empty(session->outside)", "a policy approves a change of its judges"),
    Mutation("any_tree_is_approved", "step_lead.c", "if (!text_same(review->tree, event->tree))", "if (0)",
             "an approval of one tree counts for another"),
    Mutation("cancelled_lands", "step_lead.c", "\tif (landing)\n\t\tlanding_withdraw(landing, at_ms);\n\tEACH_LIVE(review",
             "\tEACH_LIVE(review", "what was cancelled stays in the queue"),
    Mutation("restored_lands", "step_lead.c", "\twithdraw_all(state, task, event->at_ms);\n\ttask_forgive(task);", "\ttask_forgive(task);",
             "a task that went back leaves its old session and its change where they were"),
    Mutation("moment_is_lost", "step_task.c", "session->past = task->past;", "",
             "a session does not begin at the moment that the lead chose"),
    Mutation("old_gates_judge", "step_land.c", "text_is_empty(event->gates) ?", "1 ?",
             "a landing is judged by the gates of its offer, not by those that hold now"),
    Mutation("tip_is_not_met", "step_land.c", "record_set(landing, &landing->tip, event->base);", "",
             "a merge does not say onto what it was made"),
    Mutation("stop_is_said_again", "plan.c", "job->life != JOB_running || !text_is_empty(job->stopping)",
             "job->life != JOB_running", "a runner that was told to stop is told again without end"),
    Mutation("one_check_too_many", "plan.c", "checks_running(state) < factory_of(state)->checks",
             "checks_running(state) <= factory_of(state)->checks", "more checks run than the limit says"),
    Mutation("one_session_too_many", "release.c", "if ((long long)count >= sessions_allowed(state))",
             "if ((long long)count > sessions_allowed(state))", "more sessions run than the limit says"),
    Mutation("scopes_are_not_compared", "release.c",
             "if (is_due(state, job) && !pause_ends_ms(job, now_ms) && !in_the_way(state, job_task(state, job), running, count) &&",
             "if (is_due(state, job) &&", "two sessions write in the same place"),
    Mutation("paused_starts", "release.c", "task->life == TASK_working && !task_is_held(task);",
             "task->life == TASK_working;", "a paused task gets the turn"),
    Mutation("stopping_is_free", "release.c", "if (task_has_process(state, task))", "if (0)",
             "a task opens a session while its last one still runs"),
    Mutation("red_lands", "queue.c", "} else if (verdict.blamed) {", "} else if (0) {",
             "a merged tree whose gate is red moves on"),
    Mutation("held_looks_too_early", "queue.c", "held->wake_ms <= now_ms", "held->wake_ms >= now_ms",
             "what is held is tried at once, and later never"),
    Mutation("paused_is_merged", "queue.c", "!queued && !task_is_held(task_at(state, each->task))", "!queued",
             "a paused change is merged again and again"),
    Mutation("red_is_reviewed", "rounds.c", "else if (!verdict.is_pending && verdict.blamed)", "else if (0)",
             "a change with a red gate reaches the lead"),
    Mutation("green_base_excuses", "rounds.c", "if (before->life == RUN_red && ", "if (before->life != RUN_red && ",
             "a red gate is excused by a base that is green"),
    Mutation("acceptance_is_not_required", "rounds.c", "if (!lines_has(list, walk.line))", "if (0)",
             "a change is not judged by its task's own acceptance"),
    Mutation("policy_looks_away", "rounds.c", "text_is_empty(session->outside) && ", "",
             "a policy approves what lies outside the task's scope"),
    Mutation("broken_for_ever", "ledger.c", "if (run && run->life == RUN_broken)", "if (0)",
             "a gate that could not be run is never run again"),
    Mutation("red_is_believed_at_once", "flake.c", "return run->life == RUN_red &&\n", "return 0 &&\n",
             "somebody is blamed for what may be a flake"),
    Mutation("red_is_doubted_for_ever", "flake.c",
             "run->executions <= flake_patience(gate->doubts, gate->flakes, factory_of(state)->reruns);", "gate->key;",
             "a red gate is run again without end"),
    Mutation("base_is_believed_at_once", "rounds.c", "if (is_run_again(state, verdict, before))", "if (0)",
             "a base that is red by chance excuses a change"),
    Mutation("line_does_not_stop", "release.c", "if (halt_is_on(state))", "if (0)",
             "sessions open while their base is red"),
    Mutation("line_is_stopped_for_ever", "halt.c", "(stood && run->life != RUN_green)", "stood",
             "the line stands though the tip is green again"),
    Mutation("line_asks_nobody", "ledger.c", "job = first_wanted(state, factory_of(state)->red_gates, factory_of(state)->tip_tree);", "",
             "a line that was stopped waits for a run that nobody starts"),
    Mutation("line_needs_nothing", "ledger.c", "if (line_needs_run(state, run))", "if (0)",
             "what the stopped line asked for is stopped as well"),
    Mutation("base_is_not_run", "ledger.c", "{ session->tree, session->base_tree, session->judged, session->proof };",
             "{ session->tree };", "a red gate waits for a run on the base that nobody starts"),
    Mutation("one_round_too_many", "turn.c", "if (session->round < task->rounds)", "if (session->round <= task->rounds)",
             "a change goes back once more than the task allows"),
    Mutation("waiting_is_charged", "turn.c", "job->waited_ms += at_ms - job->asking_ms;", "",
             "the time of the lead's answer is taken from the session's"),
    Mutation("questions_stay", "turn.c", "if (question_is_waited(question, session))", "if (0)",
             "the inbox keeps questions that nobody waits for"),
    Mutation("late_answer_is_lost", "late.c", "if (!has_answer(state, session))", "if (1)",
             "an answer that comes when nobody waits for it never reaches its session"),
    Mutation("late_answer_calls_nobody", "late.c", "(session->life != SESSION_parked && !rests)", "1",
             "a parked session stays so for ever"),
    Mutation("nobody_is_parked", "late.c", "if (is_stuck(state, session)) {", "if (0) {",
             "a session that needs an answer goes on without it"),
    Mutation("left_is_waited_for", "turn.c", "session->record.id && !question->is_left &&", "session->record.id &&",
             "a session that goes on is taken for one that asks"),
    Mutation("policy_does_not_wait", "rounds.c", " && !late_is_open(state, session)", "",
             "a policy approves what the lead has still to decide"),
    Mutation("brought_is_forgotten", "ending.c", "\tlate_fails(state, job);\n\tturn_over(session, job, event->at_ms);\n\tsession_call",
             "\tturn_over(session, job, event->at_ms);\n\tsession_call",
             "an answer that went down with its turn is not told again"),
    Mutation("cancelled_runs_on", "watch.c", "if (task && task->life != TASK_working)", "if (0)",
             "the process of a cancelled task is not stopped"),
    Mutation("budget_ends_early", "watch.c", "tokens > task->tokens", "tokens >= task->tokens",
             "a session is stopped before its budget is used up"),
    Mutation("cancelled_need_is_met", "needs.c", "(*need)->life == TASK_landed ||",
             "(*need)->life == TASK_cancelled || (*need)->life == TASK_landed ||",
             "a task begins though what it needs was cancelled"),
    Mutation("stuck_is_not_told", "needs.c", "if (need->life == TASK_cancelled)\n\t\treturn", "if (0)\n\t\treturn",
             "a task waits in silence for what was cancelled"),
    Mutation("lost_is_over", "life.c", "[JOB_ON_lost] = GO(wanted)", "[JOB_ON_lost] = GO(ended)",
             "a job whose runner vanished is not tried again"),
    Mutation("lost_asker_runs", "life.c", "[SESSION_ON_lost] = GO(queued), [SESSION_ON_asked] = GO(asking),\n"
             "\t\t[SESSION_ON_answered]",
             "[SESSION_ON_lost] = GO(running), [SESSION_ON_asked] = GO(asking),\n\t\t[SESSION_ON_answered]",
             "a session that vanished at a question never gets the turn again"),
    Mutation("limit_is_not_kept", "limits.c", "if (provider && is_ahead(", "if (0 && is_ahead(",
             "a provider that takes no more is asked all the same"),
    Mutation("turns_begin_at_once", "limits.c",
             "if (is_ahead(factory->started_ms + factory->stagger_ms, now_ms, factory->stagger_ms))", "if (0)",
             "turns begin at the same moment"),
    Mutation("strain_is_ignored", "limits.c", "if (running && !text_is_empty(factory->strain))", "if (0)",
             "a strained machine gets more to do"),
    Mutation("strain_stops_all", "limits.c", "if (running && !text_is_empty(factory->strain))",
             "if (!text_is_empty(factory->strain))", "a strained machine with nothing to do gets nothing"),
    Mutation("limit_is_a_failure", "step_turn.c", 'if (text_same(event->word, "limited") &&', "if (0 &&",
             "a limit of the provider is taken for a failure of the agent"),
    Mutation("login_is_asked_again", "limits.c", "if (provider && provider->is_shut)", "if (0)",
             "a provider that does not accept the login is asked all the same"),
    Mutation("login_stays_lost", "limits.c", "\tprovider->is_shut = 0;", "\t;", "a lead who has logged in is not believed"),
    Mutation("pause_is_slept_over", "release.c", "sooner(&wake_ms, pause_ends_ms(job, now_ms) ? pause_ends_ms(job, now_ms)",
             "sooner(&wake_ms, pause_ends_ms(job, now_ms) ? 0", "a turn that broke off is not taken up again in time"),
    Mutation("default_is_taken_at_once", "ask.c", "question->due_ms && question->due_ms <= now_ms)",
             "question->due_ms)", "the lead has no time to answer"),
    Mutation("told_again", "ask.c", "\t\t\tmark(&review->is_told, review);", "\t\t\t;",
             "the lead is told of the same review again and again"),
    Mutation("rope_is_not_asked", "release.c", "if (best && !rope_takes(state, crew_rope(state, &crew), best))", "if (0)",
             "work begins while the lead has more than enough to review"),
    Mutation("waiting_is_not_counted", "rope.c", "if (task->life == TASK_review)", "if (0)",
             "reviews that wait are no reason to hold back"),
    Mutation("day_is_not_spent", "limits.c", "(factory->day_tokens && factory->today_tokens >= factory->day_tokens)",
             "(factory->day_tokens && factory->today_tokens > 100 * factory->day_tokens)",
             "a day's budget is spent over and over"),
    Mutation("limit_ends_early", "limits.c", "if (!is_known || now_ms + wait_ms > provider->until_ms)",
             "if (!is_known || now_ms + wait_ms < provider->until_ms)",
             "of two limits the one that ends first counts"),
    Mutation("retried_for_ever", "ending.c", "job->agains < RETRY_TIMES", "1", "a turn that breaks off is taken up again for ever"),
    Mutation("budget_is_not_asked", "ending.c", "if (session_is_over_budget(task_at(state, session->task), session))", "if (0)",
             "a turn that broke off over its budget is taken up again"),
    Mutation("time_begins_anew", "watch.c", "task->time_ms - job->spent_ms : 1", "task->time_ms : 1",
             "a turn has all its time once more each time it is taken up again"),
    Mutation("shut_is_not_told", "limits.c", "notice_put(state, key, text, event->at_ms);", ";",
             "nobody is told that a provider does not accept the login"),
    Mutation("login_leaves_failures", "step_lead.c", "code = step_retried(state, &retried, err);", "code = 0;",
             "what failed for want of a login stays so when the lead has logged in"),
    Mutation("guest_is_not_alone", "watch.c", "if (task && task->attached_ms)", "if (0)",
             "a turn goes on beside the lead in its session"),
    Mutation("guest_holds_up_the_line", "step_attach.c",
             "\tif (landing)\n\t\tlanding_put_back(state, landing, event->at_ms);\n\treturn 0;", "\treturn 0;",
             "a change lands while the lead is in its session"),
    Mutation("guest_is_remembered", "turn.c", "if ((next >= TASK_landed && next != TASK_failed) || next < TASK_working)", "if (0)",
             "somebody is in the session of a task that was cancelled"),
    Mutation("guest_gives_back_another", "step_attach.c", "if (event->session && event->session != task->session)", "if (0)",
             "who leaves an old session gives back the one that followed"),
    Mutation("guest_keeps_approval", "step_attach.c", "\tcall_back(state, task, event->at_ms);\n\tif (task->life != TASK_working)",
             "\tif (task->life != TASK_working)", "what the lead commits in a session that is approved leaves two changes"),
    Mutation("guest_takes_the_answer", "ending.c", "\tlate_fails(state, job);\n\tjob_over(job, JOB_ON_withdrawn, at_ms);",
             "\tjob_over(job, JOB_ON_withdrawn, at_ms);",
             "an answer goes down with the turn that the lead cut off"),
    Mutation("proposals_without_end", "step_ask.c", "count < ASK_PROPOSALS_MOST", "count < 100",
             "a session proposes as many tasks as it likes"),
    Mutation("left_is_made", "step_lead.c", "question_is_proposal(question) && !ask_chooses(question, 1)", "0",
             "a proposed task that the lead left is made"),
    Mutation("signal_is_told_again", "ask.c", "\t\t\tmark(&signal->is_told, signal);", "\t\t\t;",
             "the lead is told of the same signal again and again"),
    Mutation("signal_counts_twice", "signals.c", "\tif (!signal)\n\t\tsignal = begin(state", "\tsignal = begin(state",
             "the same silence is two signals"),
    Mutation("signal_outlives_its_runner", "signals.c",
             "if (signal->job == job->record.id && !text_same(signal->word, signal_words[SIGNAL_looping]))", "if (0)",
             "what a runner that is gone saw still stands"),
]

STEPS = 2000000
STORY = "lost_asker_runs"  # of this one the story is asked for
STORY_MOVES = 40  # of 400
CAUGHT_AT_LEAST = 19 / 20
BASE = ["err", "mem", "text", "glob", "buf"]
WORLD = ["agents", "outer", "outer_end", "guests", "lead", "lines", "trees", "runners", "shell", "shell_store", "shell_carry", "oracle",
         "promises", "promises_act", "story", "crowd", "test_faults"]
# Maybe with a cache of its own before it.
COMPILER = shlex.split(os.environ.get("CC", "cc"))
FLAGS = ["-std=gnu17", "-O1", "-D_GNU_SOURCE", "-fno-strict-aliasing", "-w"]


def compile_one(top, source, into):
    command = [*COMPILER, *FLAGS, "-I", top / "src", "-I", top / "tests/unit", "-I", top / "tests/sim",
               "-I", top / "src/core", "-c", source, "-o", into]
    subprocess.run(command, check=True)


def build_whole(top, room):
    """Every object as it is: name to path."""
    sources = [top / "src/base" / f"{name}.c" for name in BASE] + sorted((top / "src/core").glob("*.c"))
    sources += [top / "tests/sim/faults" / f"{name}.c" for name in WORLD] + [top / "tests/sim/claims.c"]
    objects = {f"{path.parent.name}/{path.name}": room / f"{path.parent.name}-{path.stem}.o" for path in sources}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: compile_one(top, path, objects[f"{path.parent.name}/{path.name}"]), sources))
    return objects


def link(objects, program):
    subprocess.run([*COMPILER, *objects, "-o", program], check=True)


def mutate(top, mutation):
    text = (top / "src/core" / mutation.file).read_text()
    found = text.count(mutation.old)
    if found != 1:
        raise SystemExit(f"mutation '{mutation.name}': its old text is found {found} times in src/core/"
                         f"{mutation.file}, not once: choose it anew")
    return text.replace(mutation.old, mutation.new)


def hunt(program, steps):
    """(promise, steps, seed) of the first one broken; (None, steps, None) where none was."""
    run = subprocess.run([program, "--hunt", str(steps)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in run.stdout.splitlines():
        if line.startswith("broken "):
            _, after, seed, promise = line.split(None, 3)
            return promise, int(after), seed
    return None, steps, None


def try_one(top, room, objects, mutation, steps):
    source, made, program = (room / f"{mutation.name}{end}" for end in (".c", ".o", ""))
    source.write_text(mutate(top, mutation))
    compile_one(top, source, made)
    link([made if name == f"core/{mutation.file}" else path for name, path in objects.items()], program)
    promise, after, seed = hunt(program, steps)
    return promise, after, mutation.name != STORY or tells_story(room, program, seed, promise)


def tells_story(room, program, seed, promise):
    """The seed's story is told short, and what was told happens again."""
    told = subprocess.run([program, str(seed)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    (room / "story").write_text(told)
    again = subprocess.run([program, "--trace", room / "story"], stdout=subprocess.PIPE, text=True)
    return told.count("\nmove ") <= STORY_MOVES and again.returncode == 1 and f"BROKEN: {promise}" in again.stdout


def main():
    top = pathlib.Path(sys.argv[1]).resolve()
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else STEPS
    every = int(os.environ.get("LEADHAND_TEST_MUTANTS", "1"))
    chosen = [m for i, m in enumerate(MUTATIONS) if not i % every or m.name == STORY]
    if len(sys.argv) > 3:
        chosen = [m for m in MUTATIONS if m.name in sys.argv[3:]]
    caught, told = 0, True
    for mutation in MUTATIONS:
        mutate(top, mutation)
    with tempfile.TemporaryDirectory() as place:
        room = pathlib.Path(place)
        objects = build_whole(top, room)
        link(objects.values(), room / "unchanged")
        sound = hunt(room / "unchanged", steps // 4)[0]
        print(f"{'not ' if sound else ''}ok 1 - the core as it is keeps its promises", f"# {sound}" if sound else "")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = pool.map(lambda m: try_one(top, room, objects, m, steps), chosen)
            for mutation, (promise, after, is_told) in zip(chosen, results):
                told = told and is_told
                caught += promise is not None
                print(f"# {mutation.file:12} {mutation.breaks:70} {after:8} {promise or 'NOT CAUGHT'}", flush=True)
    good = caught >= CAUGHT_AT_LEAST * len(chosen)
    print(f"{'' if good else 'not '}ok 2 - {caught} of {len(chosen)} broken cores are caught")
    print(f"{'' if told else 'not '}ok 3 - a broken promise is told as a short story, which replays\n1..3")
    return bool(sound) or not good or not told


sys.exit(main())
