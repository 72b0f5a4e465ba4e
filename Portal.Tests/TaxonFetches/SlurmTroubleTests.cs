using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Slurm;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>What the farm makes of Slurm's words, said here by scripts in the place of its programs.</summary>
public sealed class SlurmTroubleTests : IDisposable
{
    private readonly TemporaryFolder _programs = new();
    private readonly TemporaryFolder _work = new();
    private readonly Worker _worker = Worker.Request(Guid.CreateVersion7(), SlurmFarm.FarmName, 562, Guid.NewGuid(), 0, 1, 1, DateTimeOffset.UtcNow);

    public SlurmTroubleTests()
    {
        Says("squeue", "");
        Says("scancel", "");
    }

    public void Dispose()
    {
        _programs.Dispose();
        _work.Dispose();
    }

    [Theory]
    [InlineData("BOOT_FAIL", false)]
    [InlineData("CANCELLED", false)]
    [InlineData("CANCELLED by 1000", false)]
    [InlineData("COMPLETED", false)]
    [InlineData("COMPLETING", true)]
    [InlineData("CONFIGURING", true)]
    [InlineData("DEADLINE", false)]
    [InlineData("FAILED", false)]
    [InlineData("NODE_FAIL", false)]
    [InlineData("OUT_OF_MEMORY", false)]
    [InlineData("PENDING", true)]
    [InlineData("PREEMPTED", false)]
    [InlineData("REQUEUED", true)]
    [InlineData("RESIZING", true)]
    [InlineData("REVOKED", false)]
    [InlineData("RUNNING", true)]
    [InlineData("SIGNALING", true)]
    [InlineData("SPECIAL_EXIT", true)]
    [InlineData("STAGE_OUT", true)]
    [InlineData("STOPPED", true)]
    [InlineData("SUSPENDED", true)]
    [InlineData("TIMEOUT", false)]
    [InlineData("LAUNCH_FAILED", false)]
    [InlineData("SOMETHING_NEW", null)]
    [InlineData("", null)]
    public void Every_state_of_a_job_says_whether_its_worker_is_there_and_why(string state, bool? there)
    {
        var standing = SlurmStanding.Of(state, "None", "0:0");

        standing.There.ShouldBe(there);
        standing.Sentence.ShouldContain(state.Split(' ')[0]);
        standing.Sentence.ShouldEndWith(".");
    }

    [Theory]
    [InlineData("FAILED", "NonZeroExitCode", "137:0", "Its job failed (FAILED). It left the exit code 137. Slurm’s reason: NonZeroExitCode.")]
    [InlineData("OUT_OF_MEMORY", "OutOfMemory", "0:125", "Its job ran out of memory (OUT_OF_MEMORY). It was ended by signal 125. Slurm’s reason: OutOfMemory.")]
    [InlineData("PENDING", "Resources", "0:0", "Its job waits for its turn (PENDING). Slurm’s reason: Resources.")]
    [InlineData("EXPEDITED", null, null, "Its job is EXPEDITED, which the portal does not know.")]
    public void The_reason_and_the_exit_code_are_said_where_they_say_something(string state, string? reason, string? exitCode, string sentence) =>
        SlurmStanding.Of(state, reason, exitCode).Sentence.ShouldBe(sentence);

    [Theory]
    [InlineData("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", SlurmTrouble.NotReached)]
    [InlineData("slurm_load_jobs error: Unable to contact slurm controller (connect failure)", SlurmTrouble.NotReached)]
    [InlineData("slurm_load_jobs error: Invalid job id specified", SlurmTrouble.UnknownJob)]
    [InlineData("sbatch: error: Batch job submission failed: Requested time limit is invalid", SlurmTrouble.Refused)]
    [InlineData("", SlurmTrouble.Refused)]
    public void What_passes_by_itself_is_told_apart_from_what_does_not(string said, SlurmTrouble trouble) => SlurmException.Of("sbatch", 1, said).Trouble.ShouldBe(trouble);

    [Fact]
    public async Task A_job_whose_number_was_lost_on_the_way_is_looked_for_and_found()
    {
        // sbatch takes the job and does not answer; squeue knows it from then on.
        Script("sbatch", $"touch {_programs.Path}/taken; echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2; exit 1");
        Script("squeue", $"[ ! -e {_programs.Path}/taken ] || echo '77|RUNNING|None|{_worker.Name}|{_worker.Id}'");

        (await Farm().StartAsync(_worker, Order(), CancellationToken.None)).ShouldBe("77");
    }

    [Fact]
    public async Task A_controller_that_does_not_answer_is_said_and_nobody_is_believed_to_be_gone()
    {
        Fails("sbatch", "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)");
        Fails("scontrol", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)");

        (await Should.ThrowAsync<StepFailedException>(() => Farm().StartAsync(_worker, Order(), CancellationToken.None))).Message
            .ShouldBe($"{_worker.Name} cannot be started on the cluster. Slurm does not answer: Batch job submission failed: Unable to contact slurm controller (connect failure)");
        _worker.Started("77", DateTimeOffset.UtcNow);
        (await Farm().IsThereAsync(_worker, CancellationToken.None)).ShouldBeNull();
        (await Farm().OutputAsync(_worker, CancellationToken.None))!.Standing.ShouldStartWith("Slurm does not answer");
    }

    [Fact]
    public async Task A_job_the_controller_has_forgotten_is_gone()
    {
        Fails("scontrol", "slurm_load_jobs error: Invalid job id specified");
        _worker.Started("77", DateTimeOffset.UtcNow);

        (await Farm().IsThereAsync(_worker, CancellationToken.None)).ShouldBe(false);
        await Farm().DestroyAsync(_worker, CancellationToken.None);
    }

    [Fact]
    public async Task A_program_that_never_ends_is_ended()
    {
        Script("scontrol", "exec sleep 600");
        _worker.Started("77", DateTimeOffset.UtcNow);

        (await Farm(callTimeout: 0.2).OutputAsync(_worker, CancellationToken.None))!.Standing.ShouldBe("Slurm does not answer: scontrol took longer than 0.2 seconds.");
    }

    [Fact]
    public async Task Programs_that_are_not_there_are_named_with_the_key_that_finds_them()
    {
        File.Delete(Path.Combine(_programs.Path, "squeue"));

        (await Should.ThrowAsync<StepFailedException>(() => Farm().StartAsync(_worker, Order(), CancellationToken.None))).Message.ShouldContain("TaxonFetches:Slurm:Programs");
    }

    private SlurmFarm Farm(double callTimeout = 30) => SlurmFarms.Of(new() { Programs = _programs.Path, CallTimeout = TimeSpan.FromSeconds(callTimeout) }, _work.Path);

    private WorkerOrder Order() => new(_worker.Id, "pw_secret", new Uri("http://127.0.0.1:1/"), Path.Combine(_work.Path, _worker.Id.ToString("N")), []);

    private void Says(string program, string words) => Script(program, $"echo '{words}'");

    private void Fails(string program, string words) => Script(program, $"echo '{words}' >&2; exit 1");

    private void Script(string program, string body)
    {
        var path = Path.Combine(_programs.Path, program);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
