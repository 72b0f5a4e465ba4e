using System.CommandLine;

namespace Portal.CommandLine;

/// <summary>A verb that works on this machine's installation instead of over HTTP; whoever owns its services supplies it.</summary>
public interface ILocalVerb
{
    Command Build();
}
