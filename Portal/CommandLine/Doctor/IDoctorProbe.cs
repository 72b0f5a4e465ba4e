namespace Portal.CommandLine.Doctor;

/// <summary>One outside system, asked whether the portal could work with it. Registered by whoever talks to that system.</summary>
public interface IDoctorProbe
{
    string Name { get; }

    Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken);
}

public enum ProbeOutcome
{
    Works,
    NotConfigured,
    Fails,
}

/// <param name="Sentence">What was found; for a failure also what to do.</param>
public sealed record ProbeResult(ProbeOutcome Outcome, string Sentence)
{
    public static ProbeResult Works(string sentence) => new(ProbeOutcome.Works, sentence);

    public static ProbeResult NotConfigured(string sentence) => new(ProbeOutcome.NotConfigured, sentence);

    public static ProbeResult Fails(string sentence) => new(ProbeOutcome.Fails, sentence);
}
