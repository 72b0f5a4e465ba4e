using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Portal.Tests.Support;

/// <summary>
/// bUnit was built against AngleSharp.Diffing 1.0; <c>Bunit.props</c> brings 0.17, which has all that drawing parts needs.
/// The runtime refuses an older version by itself, so it is handed over here. Comparing markup with it is not to be relied on.
/// </summary>
internal static class OlderDiffing
{
    private const string Name = "AngleSharp.Diffing";

    [ModuleInitializer]
    internal static void Offer() => AssemblyLoadContext.Default.Resolving += (context, wanted) =>
        wanted.Name == Name ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{Name}.dll")) : null;
}
