using Portal.CommandLine;
using Portal.CommandLine.Doctor;
using Portal.CommandLine.Local;
using Portal.Shell.Hosting;

var (portal, console) = (new LocalPortal(), CommandConsole.System);
return await PortalCommandLine.RunAsync(args, PortalHost.RunAsync,
[
    new DoctorVerb(LocalPortal.Services, console),
    new MigrateVerb(portal, console),
    new AdminVerb(portal, console),
    new KeysVerb(portal, console, TimeProvider.System),
]);
