using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Portal.Jobs.Extensions;

namespace Portal.Shell.Extensions;

/// <summary>From a configured path to the one class that counts, or to a sentence about why not.</summary>
/// <param name="key">What names it: "Extensions:0".</param>
/// <param name="path">A relative one counts from the program's folder.</param>
internal sealed class ExtensionAssembly(string key, string path)
{
    // Looking for what an assembly needs beside it is set up once, however often a host starts in this process.
    private static readonly ConcurrentDictionary<string, AssemblyDependencyResolver> Beside = new(StringComparer.Ordinal);

    private readonly string _file = Path.GetFullPath(path, AppContext.BaseDirectory);

    public IPortalExtension Create()
    {
        var type = Only(Exported(Load()));
        try
        {
            return (IPortalExtension)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is MissingMethodException or TargetInvocationException)
        {
            throw Wrong($"whose class {type.FullName} cannot be made: {(e.InnerException ?? e).Message}", e);
        }
    }

    private Assembly Load()
    {
        if (!File.Exists(_file))
        {
            throw Wrong("which does not exist. Put the assembly there, or take the key out");
        }

        try
        {
            Beside.GetOrAdd(_file, ResolveBeside);
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(_file);
        }
        catch (BadImageFormatException e)
        {
            throw Wrong("which is not a .NET assembly. Name the .dll the project was built to", e);
        }
        catch (FileLoadException e)
        {
            throw Wrong($"which cannot be loaded: {e.Message.TrimEnd('.')}", e);
        }
    }

    private Type[] Exported(Assembly assembly)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException)
        {
            throw Wrong($"which was built against something this portal does not have: {e.Message.TrimEnd('.')}. Build it against this version, {Jobs.Runs.NodeIdentity.Version}", e);
        }
    }

    private Type Only(Type[] types)
    {
        var found = types.Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IPortalExtension))).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw Wrong($"in which no public class implements {typeof(IPortalExtension).FullName}"),
            _ => throw Wrong($"in which several classes implement {nameof(IPortalExtension)} ({string.Join(", ", found.Select(t => t.FullName))}); exactly one is expected"),
        };
    }

    private static AssemblyDependencyResolver ResolveBeside(string file)
    {
        var resolver = new AssemblyDependencyResolver(file);
        AssemblyLoadContext.Default.Resolving += (context, name) => resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        return resolver;
    }

    private ExtensionException Wrong(string what, Exception? cause = null) => new($"{key} names {_file}, {what}.", cause);
}
