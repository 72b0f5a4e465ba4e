global using Microsoft.Playwright;
global using Portal.E2E.Screens;
global using Portal.E2E.Support;
global using Shouldly;
global using Xunit;
global using static Microsoft.Playwright.Assertions;

// It reads /proc, sends signals and gives folders modes.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
