using Portal.CommandLine.Doctor;
using Portal.Jobs.Runs;

namespace Portal.Shell.Extensions;

/// <summary>Loads what <c>Extensions</c> names, each with its workflows.</summary>
internal static class ExtensionServices
{
    public const string Section = "Extensions";

    /// <exception cref="ExtensionException">One of them cannot be used.</exception>
    public static IServiceCollection AddExtensions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new DoctorSetting(Section));
        foreach (var named in configuration.GetSection(Section).GetChildren().Where(c => !string.IsNullOrWhiteSpace(c.Value)))
        {
            var before = services.Count;
            var extension = new ExtensionAssembly(named.Path, named.Value!).Create();
            extension.Add(services, configuration);
            var workflows = services.Skip(before).Select(s => s.ImplementationInstance).OfType<WorkflowRegistration>().Select(w => w.Name).ToList();
            services.AddSingleton<IDoctorProbe>(new ExtensionProbe(extension.GetType().Assembly.GetName().Name!, named.Path, workflows));
        }

        return services;
    }

    private sealed class ExtensionProbe(string assembly, string key, IReadOnlyList<string> workflows) : IDoctorProbe
    {
        public string Name => $"Extension {assembly}";

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(ProbeResult.Works(workflows.Count == 0
            ? $"Loaded by {key}; it brings no workflow."
            : $"Loaded by {key}; it brings {string.Join(", ", workflows.Select(w => $"“{w}”"))}."));
    }
}
