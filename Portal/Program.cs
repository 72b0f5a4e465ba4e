using Portal.Shell.Hosting;

return await PortalHost.RunAsync(args);
