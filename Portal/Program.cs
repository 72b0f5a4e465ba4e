using Portal.CommandLine;
using Portal.Shell.Hosting;

return await PortalCommandLine.RunAsync(args, PortalHost.RunAsync, PortalCommandLine.LocalVerbs(CommandConsole.System));
