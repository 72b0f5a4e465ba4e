using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Portal.Tests.Support;

/// <summary>
/// bunit asks for a version of AngleSharp.Diffing that not every feed has (see Bunit.props); only comparing markup would need it.
/// The runtime takes an older one only when it is handed over like this.
/// </summary>
internal static class OlderDiffing
{
    private const string Name = "AngleSharp.Diffing";

    [ModuleInitializer]
    internal static void HandOver() => AssemblyLoadContext.Default.Resolving += (context, wanted) =>
        wanted.Name == Name ? Load(context) : null;

    private static Assembly Load(AssemblyLoadContext context) => context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{Name}.dll"));
}
