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

    It 'ends with FileNotFound for a file that is not there' {
        { Import-InfluxLineProtocol $TestDrive/nosuch.lp -Connection target -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
    }
}
