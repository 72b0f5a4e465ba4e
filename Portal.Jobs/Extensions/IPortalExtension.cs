using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Jobs.Extensions;

/// <summary>
/// Workflows of a centre's own, in an assembly named by <c>Extensions:0</c>, <c>Extensions:1</c>, …: it has one public class that
/// implements this, with a constructor without parameters.
/// </summary>
public interface IPortalExtension
{
    /// <summary>Called once at start, after the portal's own services; as a slice does, with <c>AddWorkflow</c>.</summary>
    void Add(IServiceCollection services, IConfiguration configuration);
}
