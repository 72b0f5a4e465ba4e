using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.CommandLine.Doctor;

/// <summary>`portal doctor`: every setting with its source, and every outside system asked whether it works.</summary>
/// <param name="services">The server's services for its arguments, built but not started.</param>
public sealed class DoctorVerb(Func<string[], IServiceProvider> services, CommandConsole console) : ILocalVerb
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public Command Build()
    {
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command("doctor", "Show every setting with its source and try every outside system; takes the options of serve.")
        {
            json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => ExamineAsync([.. parsed.UnmatchedTokens], parsed.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> ExamineAsync(string[] serverArguments, bool json, CancellationToken cancellationToken)
    {
        var provider = services(serverArguments);
        var configuration = (IConfigurationRoot)provider.GetRequiredService<IConfiguration>();
        var settings = provider.GetServices<DoctorSetting>().OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => SettingSource.Of(setting, configuration)).ToList();
        var probes = await Task.WhenAll(provider.GetServices<IDoctorProbe>().Select(probe => ProbeAsync(probe, cancellationToken)));
        if (json)
        {
            await console.Out.WriteLineAsync(JsonSerializer.Serialize(new { settings, probes }, Format));
        }
        else
        {
            await PrintAsync(settings, probes);
        }
        return probes.Any(probe => probe.Outcome == ProbeOutcome.Fails) ? ExitCode.Problems : ExitCode.Done;
    }

    private async Task PrintAsync(List<SettingSource> settings, Finding[] probes)
    {
        var key = settings.Select(setting => setting.Key.Length).DefaultIfEmpty(0).Max();
        var source = settings.Select(setting => setting.Source.Length).DefaultIfEmpty(0).Max();
        await console.Out.WriteLineAsync("Settings");
        foreach (var setting in settings)
        {
            await console.Out.WriteLineAsync($"  {setting.Key.PadRight(key)}  {setting.Source.PadRight(source)}  {setting.Value ?? "(not set)"}");
        }
        await console.Out.WriteLineAsync("Outside systems");
        foreach (var probe in probes)
        {
            await console.Out.WriteLineAsync($"  {Word(probe.Outcome),-7}  {probe.Name}: {probe.Sentence}");
        }
    }

    private static async Task<Finding> ProbeAsync(IDoctorProbe probe, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProbePatience);
        try
        {
            var (outcome, sentence) = await probe.ProbeAsync(limit.Token).WaitAsync(limit.Token);
            return new Finding(probe.Name, outcome, sentence);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Finding(probe.Name, ProbeOutcome.Fails, $"It did not answer within {ProbePatience.TotalSeconds:0} seconds.");
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // One broken probe must not hide what the others find.
            return new Finding(probe.Name, ProbeOutcome.Fails, $"{broken.GetType().Name}: {broken.Message}");
        }
    }

    private static string Word(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Works => "ok",
        ProbeOutcome.NotConfigured => "not set",
        ProbeOutcome.Fails => "FAILS",
        _ => throw new InvalidOperationException($"No word for {outcome}."),
    };

    private sealed record Finding(string Name, ProbeOutcome Outcome, string Sentence);
}
