BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Import-InfluxLineProtocol' {
    It 'writes the lines of a file' {
        Set-Content $TestDrive/two.lp "home,room=a v=1 1`nhome,room=b v=2 2"
        (Import-InfluxLineProtocol $TestDrive/two.lp -Connection target).PointsWritten | Should -Be 2
        @(Invoke-InfluxQuery 'SELECT * FROM home' -Connection target).Count | Should -Be 2
    }

    It 'does not give a file its own rejected lines' {
        Set-Content $TestDrive/own.lp "home,room=a v=1 3`nno line"
        New-Item $TestDrive/link.lp -ItemType SymbolicLink -Value $TestDrive/own.lp -ErrorAction Ignore
        foreach ($path in "$TestDrive/own.lp", "$TestDrive/../$(Split-Path $TestDrive -Leaf)/own.lp", "$TestDrive/link.lp" | Where-Object { Test-Path $_ }) {
            { Import-InfluxLineProtocol $TestDrive/two.lp, $TestDrive/own.lp -RejectedPath $path -AcceptPartial -Connection target } |
                Should -Throw -ErrorId 'InvalidParameter,*' -Because $path
        }

        @(Get-Content $TestDrive/own.lp).Count | Should -Be 2
    }

    It 'ends with FileNotFound for a file that is not there' {
        { Import-InfluxLineProtocol $TestDrive/nosuch.lp -Connection target -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
    }
}
