namespace Portal.Bench.Chaos;

/// <summary>One kind of trouble: how it is made at a random moment, and how it is over.</summary>
internal sealed record Trouble(string Name, string What, Func<ChaosWorld, Random, Task> MakeAsync)
{
    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("kill", "a worker is killed (SIGKILL) and another one starts", KillAsync),
        new("freeze", "a whole node is frozen (SIGSTOP) past its lease and woken", FreezeAsync),
        new("database", "PostgreSQL is restarted, politely or as if the power had gone", RestartDatabaseAsync),
        new("network", "a node's connections to the database stall, and heal or are cut", StallAsync),
    ];

    private static async Task KillAsync(ChaosWorld world, Random random)
    {
        var node = await world.WorkingNodeAsync(random);
        node.Kill();
        await world.ReplaceAsync(node);
    }

    private static async Task FreezeAsync(ChaosWorld world, Random random)
    {
        var node = await world.WorkingNodeAsync(random);
        node.Freeze();
        await Task.Delay(ChaosSettings.Lease + ChaosSettings.OutsideTimeout + TimeSpan.FromMilliseconds(random.Next(1200, 2500)));
        node.Wake();
    }

    private static async Task RestartDatabaseAsync(ChaosWorld world, Random random)
    {
        await world.WorkingNodeAsync(random);
        await world.RestartDatabaseAsync(politely: random.Next(2) == 0);
    }

    private static async Task StallAsync(ChaosWorld world, Random random)
    {
        var line = (await world.WorkingNodeAsync(random)).Line;
        line.Stall();
        await Task.Delay(random.Next(50, 5000));
        if (random.Next(2) == 0)
        {
            line.Heal();
        }
        else
        {
            line.Cut();
        }
    }
}
